import { QueryClientProvider } from "@tanstack/react-query"
import { useState } from "react"
import { Router } from "wouter"
import { Announcer } from "./shell/Announcer.tsx"
import { Entrance } from "./shell/Entrance.tsx"
import { Preferences } from "./state/Preferences.tsx"
import { queryClient } from "./state/QueryClient.ts"
import { SessionProvider } from "./state/Session.tsx"

/** Everything: how it is shown, who is there, what is read, and where one is. */
export const App = () => {
  const [client] = useState(queryClient)
  return (
    <Preferences>
      <QueryClientProvider client={client}>
        <Announcer>
          <Router base="/dashboard">
            <SessionProvider>
              <Entrance />
            </SessionProvider>
          </Router>
        </Announcer>
      </QueryClientProvider>
    </Preferences>
  )
}
