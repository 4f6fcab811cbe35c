/**
 * `npm run check`: types, lint, borders between rooms, layers within them, owners of tables, the code map, links, claims and length of
 * documents, dependencies. All run; the first failure's exit code is kept.
 */
import { checkBorders } from './check-borders.ts';
import { checkClaims, checkDataPages } from './check-claims.ts';
import { checkDecisions } from './check-decisions.ts';
import { checkDependencies } from './check-dependencies.ts';
import { checkDocuments, checkNamedFiles } from './check-documents.ts';
import { checkLayers } from './check-layers.ts';
import { checkMap } from './check-map.ts';
import { checkTables } from './check-tables.ts';
import { checkPresets, checkTypes } from './check-types.ts';
import { runTool } from './run-tool.ts';

function report(name: string, problems: readonly string[]): number {
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.stdout.write(problems.length === 0 ? `${name}: ok\n` : `${name}: ${problems.length} problem(s)\n`);
  return problems.length === 0 ? 0 : 1;
}

const codes = [
  checkTypes(),
  runTool('biome', ['check', '--error-on-warnings', '.']),
  report('presets', checkPresets()),
  report('borders', checkBorders()),
  report('layers', checkLayers()),
  report('tables', checkTables()),
  report('map', checkMap()),
  report('documents', [...checkDocuments(), ...checkNamedFiles()]),
  report('decisions', checkDecisions()),
  report('claims', [...checkClaims(), ...checkDataPages()]),
  report('dependencies', checkDependencies()),
];
process.exit(codes.find((code) => code !== 0) ?? 0);
