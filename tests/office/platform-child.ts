/** The platform of the office's bench: `platform-child.ts FOLDER DATA`. Says its address on a line, ends with its standard input. */
import { startPlatform } from '@cloison/platform';
import { authorityKey } from './office-world.ts';

const [folder = '', dataDir = ''] = process.argv.slice(2);
const platform = await startPlatform({ dataDir, authorityKey: authorityKey(folder), port: 0, log: 'none' });
process.stdout.write(`${platform.url}\n`);
process.stdin.on('end', () => void platform.close().finally(() => process.exit()));
process.stdin.resume();
