/** Every `file › title` of SECURITY.md names a test that exists: a claim without its test is only words. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { read, root } from './source-files.ts';

const CLAIM = /`([\w./-]+\.test\.tsx?) › ([^`]+)`/g;

/** Problems as `file:line: words`. */
export function checkClaims(page: string = read('SECURITY.md')): readonly string[] {
  const problems: string[] = [];
  let claims = 0;
  for (const [at, text] of page.split('\n').entries()) {
    for (const [, file, title] of text.matchAll(CLAIM)) {
      claims++;
      const where = `SECURITY.md:${at + 1}`;
      if (!existsSync(join(root, file!))) problems.push(`${where}: there is no ${file}`);
      else if (!read(file!).includes(title!)) problems.push(`${where}: ${file} has no test "${title}"`);
    }
    const isRow =
      text.startsWith('| ') &&
      !text.startsWith('| promesse') &&
      !text.startsWith('| claim') &&
      !text.startsWith('| who');
    if (isRow && !text.includes('›')) problems.push(`SECURITY.md:${at + 1}: a claim without a test`);
  }
  if (claims === 0) problems.push('SECURITY.md: no claim was found');
  return problems;
}
