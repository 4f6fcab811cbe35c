/** What stands beside an anonymised file: its codebook for programs, people and data archives, and a script for R. */
import { basename, join, parse } from 'node:path';
import {
  codebookDdi,
  fileCodebook,
  fileCodebookPage,
  fileReadingScript,
  type Release,
} from '@cloison/disclosure';
import { writeWhole } from '@cloison/durable-files';
import type { SpecificationFile } from './read-specification.ts';

/** Of `released.csv`: `released.codebook.json` and so on. The script reads CSV only. */
export function codebookPaths(out: string) {
  const { dir, name, ext } = parse(out);
  const beside = (ending: string) => join(dir, `${name}.${ending}`);
  return {
    json: beside('codebook.json'),
    page: beside('codebook.html'),
    ddi: beside('ddi.xml'),
    ...(ext.toLowerCase() === '.parquet' ? {} : { script: beside('R') }),
  };
}

/** Gives the paths of what was written. */
export function writeFileCodebook(
  out: string,
  release: Release,
  { specification, labels, hiddenAs }: SpecificationFile,
  delimiter: string,
): readonly string[] {
  const paths = codebookPaths(out);
  const codebook = fileCodebook(release, specification, labels, parse(out).name, [basename(out)]);
  writeWhole(paths.json, `${JSON.stringify(codebook, null, 1)}\n`);
  writeWhole(paths.page, fileCodebookPage(codebook));
  writeWhole(paths.ddi, codebookDdi(codebook));
  if (paths.script !== undefined)
    writeWhole(paths.script, fileReadingScript(codebook, basename(out), delimiter, hiddenAs));
  return Object.values(paths);
}
