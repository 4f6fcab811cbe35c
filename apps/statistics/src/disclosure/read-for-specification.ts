/** The files that a specification speaks of: persons, and the population where it names one. */
import { existsSync } from 'node:fs';
import type { Terminal } from '@cloison/command';
import type { Microdata } from '@cloison/disclosure';
import type { Pool } from './disclosure-job.ts';
import { readMicrodata } from './read-microdata.ts';
import type { SpecificationFile } from './read-specification.ts';
import { refuseDisclosure } from './refusals.ts';

export interface FilesOfSpecification {
  readonly data: Microdata;
  readonly population: Microdata | null;
  readonly delimiter: string;
}

/** Throws `undeclared-variables` and `missing-variables` before a single value is looked at, and what reading throws. */
export async function readForSpecification(
  terminal: Terminal,
  path: string,
  { specification, missing, population }: SpecificationFile,
  pool: Pool,
  delimiter: string | null,
): Promise<FilesOfSpecification> {
  const declared = Object.keys(specification.variables);
  const options = { delimiter, missing, lang: terminal.lang, progress: terminal.progress };
  const requireDeclared = (header: readonly string[]) => {
    const undeclared = header.filter((name) => !declared.includes(name));
    if (undeclared.length > 0)
      throw refuseDisclosure(
        'undeclared-variables',
        { columns: undeclared.join(', ') },
        { columns: undeclared },
      );
    const absent = declared.filter((name) => !header.includes(name));
    if (absent.length > 0)
      throw refuseDisclosure('missing-variables', { columns: absent.join(', ') }, { columns: absent });
  };
  const read = await readMicrodata(path, pool, {
    ...options,
    skips: () => false,
    checkHeader: requireDeclared,
  });
  if (population === null) return { data: read.data, population: null, delimiter: read.delimiter };
  if (!existsSync(population)) throw refuseDisclosure('population-missing', { path: population });
  const isQuasi = (name: string) => specification.variables[name]?.role === 'quasi-identifier';
  const persons = await readMicrodata(population, pool, {
    ...options,
    skips: (name) => !isQuasi(name),
    checkHeader: () => {},
  });
  return { data: read.data, population: persons.data, delimiter: read.delimiter };
}
