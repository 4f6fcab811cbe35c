/**
 * `npm run check`: types, lint, borders between rooms, layers within them, owners of tables, whole files, the code map, links,
 * claims and length of documents, dependencies. All run; the first failure's exit code is kept.
 */
import { checkBorders } from './check-borders.ts';
import { checkAdversaries, checkClaims, checkDataPages } from './check-claims.ts';
import { checkDecisions } from './check-decisions.ts';
import { checkDependencies } from './check-dependencies.ts';
import { checkDocuments, checkNamedFiles, checkNpmCommands, checkReached } from './check-documents.ts';
import { checkLayers } from './check-layers.ts';
import { checkMap } from './check-map.ts';
import { checkTables } from './check-tables.ts';
import { checkPresets, checkTypes } from './check-types.ts';
import { checkWholeFiles } from './check-whole-files.ts';
import { runTool } from './run-tool.ts';

/** Each check with what to do when it finds something. */
const CHECKS: readonly (readonly [name: string, find: () => readonly string[], todo: string])[] = [
  ['presets', checkPresets, 'write the line that is named; the presets and their globals are in tsconfig/.'],
  [
    'borders',
    checkBorders,
    'what two rooms need belongs in a package below both. The table is ALLOWED in scripts/check-borders.ts; a library of npm ' +
      'goes into the package.json of the room that imports it, with a line in docs/dependencies.md.',
  ],
  [
    'layers',
    checkLayers,
    'move what both files need into a folder of a layer below, or take it as an argument. A new folder gets its layer in ' +
      'scripts/layers.ts, above all that it imports.',
  ],
  [
    'tables',
    checkTables,
    'ask for the rows by a function of the folder that owns the table, or by a view of vault/read-model.ts. A new table ' +
      'gets its owner in scripts/table-owners.ts.',
  ],
  [
    'whole files',
    checkWholeFiles,
    'write it by `writeWhole` of @cloison/durable-files. What cannot be is named in scripts/check-whole-files.ts with why half ' +
      'of it misleads nobody.',
  ],
  [
    'map',
    checkMap,
    'name the folder, with a slash, in the line of its room in ARCHITECTURE.md: what it is for.',
  ],
  [
    'documents',
    () => [...checkDocuments(), ...checkNamedFiles(), ...checkNpmCommands(), ...checkReached()],
    'correct the link or the name, or take it out.',
  ],
  ['decisions', checkDecisions, 'a decision is a page: figures go to docs/benchmarks.md, history goes.'],
  [
    'claims',
    () => [...checkClaims(), ...checkAdversaries(), ...checkDataPages()],
    'name the test by its file and its title, as it is now; without a test there is no claim.',
  ],
  [
    'dependencies',
    checkDependencies,
    'an exact version, and a line in docs/dependencies.md with its licence.',
  ],
];

function report(name: string, problems: readonly string[], todo: string): number {
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  if (problems.length > 0) process.stderr.write(`To do: ${todo}\n`);
  process.stdout.write(problems.length === 0 ? `${name}: ok\n` : `${name}: ${problems.length} problem(s)\n`);
  return problems.length === 0 ? 0 : 1;
}

const codes = [
  checkTypes(),
  runTool('biome', ['check', '--error-on-warnings', '.']),
  ...CHECKS.map(([name, find, todo]) => report(name, find(), todo)),
];
process.exit(codes.find((code) => code !== 0) ?? 0);
