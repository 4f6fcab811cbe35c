/** Where a file is no JSON: the words of Node's own parser are English, and differ between its versions. */
import { type ParseError, parseTree } from 'jsonc-parser';

/** `path:line:column` of the first fault, from 1; the path alone where there is none, or none can be found. */
export function jsonPlace(path: string, text: string): string {
  const faults: ParseError[] = [];
  try {
    parseTree(text, faults, { allowTrailingComma: false, disallowComments: true });
  } catch (error) {
    // It goes down with the file, which may be nested without end.
    if (!(error instanceof RangeError)) throw error;
  }
  const [fault] = faults;
  if (fault === undefined) return path;
  const lines = text.slice(0, fault.offset).split('\n');
  return `${path}:${lines.length}:${lines.at(-1)!.length + 1}`;
}
