import { Route, Switch } from "wouter"
import { Alerts } from "../pages/Alerts.tsx"
import { Callbacks } from "../pages/Callbacks.tsx"
import { Campaign } from "../pages/Campaign.tsx"
import { Campaigns } from "../pages/Campaigns.tsx"
import { Failures } from "../pages/Failures.tsx"
import { HoldReview } from "../pages/HoldReview.tsx"
import { Holds } from "../pages/Holds.tsx"
import { Message } from "../pages/Message.tsx"
import { Messages } from "../pages/Messages.tsx"
import { Overview } from "../pages/Overview.tsx"
import { Senders } from "../pages/Senders.tsx"
import { Standing } from "../pages/Standing.tsx"
import { useShown } from "../state/Preferences.tsx"
import { PageTitle } from "./Title.tsx"

const NotFound = () => {
  const { text } = useShown()
  return <PageTitle>{text.errors.notFound}</PageTitle>
}

/** Which page is at which place. */
export const Pages = () => (
  <Switch>
    <Route path="/" component={Overview} />
    <Route path="/senders" component={Senders} />
    <Route path="/standing" component={Standing} />
    <Route path="/holds" component={Holds} />
    <Route path="/holds/:id">{({ id }) => <HoldReview key={id} id={id} />}</Route>
    <Route path="/campaigns" component={Campaigns} />
    <Route path="/campaigns/:id">{({ id }) => <Campaign key={id} id={id} />}</Route>
    <Route path="/failures" component={Failures} />
    <Route path="/callbacks" component={Callbacks} />
    <Route path="/alerts" component={Alerts} />
    <Route path="/messages" component={Messages} />
    <Route path="/messages/:id">{({ id }) => <Message key={id} id={id} />}</Route>
    <Route component={NotFound} />
  </Switch>
)
