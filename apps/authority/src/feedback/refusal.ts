/** How a use case refuses: as every command does. */
export {
  EXIT,
  type ExitCode,
  fill,
  type Lang,
  Refusal,
  type RefusalEntry,
  refusals,
  type Values,
  type Words,
} from '@cloison/command/refusal';
