/** `npm run fix`: formats, and mends what lint can mend. */
import { runTool } from './run-tool.ts';

process.exit(runTool('biome', ['check', '--write', '.']));
