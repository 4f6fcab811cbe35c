/** Files that commands write: JSON for programs, a page for people. */
import type { Terminal } from '@cloison/command';
import { writeWhole } from '@cloison/durable-files';
import { type Report, renderReport, words } from '@cloison/study-files';

/** `path` undefined: nothing is written. */
export function writeJson(terminal: Terminal, path: string | undefined, value: unknown): void {
  if (path !== undefined) write(terminal, path, `${JSON.stringify(value, null, 1)}\n`);
}

/** `path` undefined: the report is not even made. */
export function writeReport(terminal: Terminal, path: string | undefined, report: () => Report): void {
  if (path !== undefined) write(terminal, path, renderReport(terminal.lang, report()));
}

function write(terminal: Terminal, path: string, content: string): void {
  writeWhole(path, content);
  terminal.note(terminal.say(words.written, { path }));
}
