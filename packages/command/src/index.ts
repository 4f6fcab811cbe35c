/** One frame for every command: options as checked data, refusals by code in two languages, exit codes, JSON, help. */

export { completionRoom } from './completion/completion-room.ts';
export {
  flag,
  flagOf,
  type Option,
  type OptionTable,
  type OptionValues,
  optional,
  placeholderOf,
  repeated,
  required,
  type ValuesOf,
  withDefault,
} from './definition/option.ts';
export { plainFrame } from './definition/plain-frame.ts';
export { readOptions } from './definition/read-options.ts';
export { type BoundVerb, bindVerbs, type LoadedRoom, type Room } from './definition/room.ts';
export { apart, exactlyOne, needs, type Rule } from './definition/rules.ts';
export {
  defineVerb,
  type Frame,
  type Opened,
  type Verb,
  type VerbDefinition,
  type VerbResult,
} from './definition/verb.ts';
export type { Kind, KindName } from './kinds/kind.ts';
export { type Bounds, count, decimal, port, seconds, whole } from './kinds/numbers.ts';
export { file, fileOrFolder, fileToWrite, folder, folderToWrite } from './kinds/paths.ts';
export { address, choice, code, date, list, origin, text, yesNo } from './kinds/texts.ts';
export { type Program, type ProgramRun, runProcess, runProgram } from './run/run-program.ts';
export { alignedTable, type Cell } from './terminal/aligned-table.ts';
export { printableJson } from './terminal/printable.ts';
export type { Streams, Terminal } from './terminal/terminal.ts';
export { exitWords } from './words/frame-words.ts';
export { explainError } from './words/machine-errors.ts';
export {
  type Progress,
  type ProgressMaker,
  silentProgress,
} from './words/progress-maker.ts';
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
} from './words/refusal.ts';
export { refuseUsage } from './words/usage-refusals.ts';
