/** One frame for every command: options as checked data, refusals by code in two languages, exit codes, JSON, help. */
export { alignedTable, type Cell } from './aligned-table.ts';
export { completionRoom } from './completion/completion-room.ts';
export { exitWords } from './frame-words.ts';
export type { Kind, KindName } from './kinds/kind.ts';
export { type Bounds, count, decimal, port, seconds, whole } from './kinds/numbers.ts';
export { file, fileOrFolder, fileToWrite, folder, folderToWrite } from './kinds/paths.ts';
export { address, choice, code, date, list, origin, text, yesNo } from './kinds/texts.ts';
export { explainError } from './machine-errors.ts';
export {
  flag,
  flagOf,
  type Option,
  type OptionTable,
  type OptionValues,
  optional,
  repeated,
  required,
  type ValuesOf,
  withDefault,
} from './option.ts';
export { plainFrame } from './plain-frame.ts';
export { type Progress, type ProgressMaker, silentProgress } from './progress.ts';
export { readOptions } from './read-options.ts';
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
} from './refusal.ts';
export { type BoundVerb, bindVerbs, type LoadedRoom, type Room } from './room.ts';
export { apart, exactlyOne, needs, type Rule } from './rules.ts';
export { type Program, type ProgramRun, runProcess, runProgram } from './run-program.ts';
export type { Streams, Terminal } from './terminal.ts';
export { refuseUsage } from './usage-refusals.ts';
export { defineVerb, type Frame, type Opened, type Verb, type VerbResult } from './verb.ts';
