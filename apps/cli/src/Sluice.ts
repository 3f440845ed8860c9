import * as Command from "@effect/cli/Command"
import * as AccountsCommand from "./accounts/AccountsCommand.ts"
import * as AlertsCommand from "./alerts/AlertsCommand.ts"
import * as AuditCommand from "./audit/AuditCommand.ts"
import * as CallbacksCommand from "./callbacks/CallbacksCommand.ts"
import * as CampaignCommand from "./campaign/CampaignCommand.ts"
import * as CostCommand from "./cost/CostCommand.ts"
import * as DatabaseCommand from "./database/DatabaseCommand.ts"
import * as DeadLettersCommand from "./dead-letters/DeadLettersCommand.ts"
import * as DoctorCommand from "./doctor/DoctorCommand.ts"
import * as ErrorsCommand from "./errors/ErrorsCommand.ts"
import * as Example from "./Example.ts"
import * as HoldsCommand from "./holds/HoldsCommand.ts"
import * as KeysCommand from "./keys/KeysCommand.ts"
import * as MediaCommand from "./media/MediaCommand.ts"
import * as MessagesCommand from "./messages/MessagesCommand.ts"
import * as MigrateCommand from "./migrate/MigrateCommand.ts"
import * as NumbersCommand from "./numbers/NumbersCommand.ts"
import * as OnboardingCommand from "./onboarding/OnboardingCommand.ts"
import * as VerificationCommand from "./verification/VerificationCommand.ts"
import * as OptOutsCommand from "./opt-outs/OptOutsCommand.ts"
import * as PlanCommand from "./plan/PlanCommand.ts"
import * as QueueCommand from "./queue/QueueCommand.ts"
import * as QuickstartCommand from "./quickstart/QuickstartCommand.ts"
import * as RecipientsCommand from "./recipients/RecipientsCommand.ts"
import * as SendersCommand from "./senders/SendersCommand.ts"
import * as SendCommand from "./send/SendCommand.ts"
import * as SimulatorCommand from "./simulator/SimulatorCommand.ts"
import * as StandingCommand from "./standing/StandingCommand.ts"
import * as SubscriptionsCommand from "./subscriptions/SubscriptionsCommand.ts"
import * as TemplatesCommand from "./templates/TemplatesCommand.ts"
import * as UpCommand from "./up/UpCommand.ts"

/** `sluice`: operations and every core rule at the prompt. */
export const command = Command.make("sluice").pipe(
  Command.withDescription(
    Example.described("A gateway to the WhatsApp Business platform", [
      "sluice up",
      "sluice numbers check +886912345678"
    ])
  ),
  Command.withSubcommands([
    NumbersCommand.numbersCommand,
    CallbacksCommand.command,
    TemplatesCommand.command,
    MediaCommand.command,
    ErrorsCommand.command,
    PlanCommand.command,
    CostCommand.command,
    SendCommand.command,
    CampaignCommand.command,
    MessagesCommand.command,
    OptOutsCommand.command,
    RecipientsCommand.command,
    DeadLettersCommand.command,
    QueueCommand.command,
    SendersCommand.command,
    StandingCommand.command,
    HoldsCommand.command,
    AlertsCommand.command,
    OnboardingCommand.command,
    VerificationCommand.command,
    AccountsCommand.command,
    SubscriptionsCommand.command,
    KeysCommand.command,
    AuditCommand.command,
    DoctorCommand.command,
    MigrateCommand.command,
    DatabaseCommand.command,
    SimulatorCommand.command,
    UpCommand.command,
    QuickstartCommand.command
  ])
)
