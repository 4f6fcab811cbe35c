/** Where a file is no JSON: the words of Node's own parser are English, and differ between its versions. */
import { type ParseError, parseTree } from 'jsonc-parser';

/** `path:line:column` of the first fault, from 1; the path alone where there is none. */
export function jsonPlace(path: string, text: string): string {
  const faults: ParseError[] = [];
  parseTree(text, faults, { allowTrailingComma: false, disallowComments: true });
  const [fault] = faults;
  if (fault === undefined) return path;
  const lines = text.slice(0, fault.offset).split('\n');
  return `${path}:${lines.length}:${lines.at(-1)!.length + 1}`;
}
