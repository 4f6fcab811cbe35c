/**
 * Types, room by room. A room's `tsconfig.json` extends the preset of where its code runs, so that a global which does
 * not exist there does not compile: `pure` (no clock, network, timers or files), `browser` (DOM, nothing of Node) or
 * `node` (Node, no DOM). The root's `tsconfig.json` then checks everything once more with both, tests included, which
 * may use Node.
 *
 * `browser` has no more of the language than the oldest supported browsers (ES2022), and refuses a function that returns
 * on some ways only: a component whose switch lacks a case would render nothing, since `ReactNode` admits undefined.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runTool } from './run-tool.ts';
import { read, repositoryFiles, root } from './source-files.ts';

/** Packages that take clock, randomness, files and network as arguments. */
export const PURE_ROOMS = [
  'packages/protocol',
  'packages/qti',
  'packages/measurement',
  'packages/disclosure',
  'packages/console-messages',
  'packages/csv',
];

const PRESET = /"extends": "\.\.\/\.\.\/tsconfig\/(pure|browser|node)\.json"/;

/** `packages/qti`, `apps/pupil`, …: every folder that has a `src`. */
export function rooms(): readonly string[] {
  const found = repositoryFiles().flatMap((path) => /^(?:packages|apps)\/[^/]+(?=\/src\/)/.exec(path) ?? []);
  return [...new Set(found)];
}

/** Problems as `file:line: words`: rooms without a preset, and pure packages with another one. */
export function checkPresets(
  presets: ReadonlyMap<string, string | null> = new Map(rooms().map((room) => [room, presetOf(room)])),
): readonly string[] {
  return [...presets].flatMap(([room, preset]) => {
    const file = `${room}/tsconfig.json:1:`;
    if (preset === null)
      return [
        `${file} write { "extends": "../../tsconfig/PRESET.json" }, PRESET being pure, browser or node`,
      ];
    return PURE_ROOMS.includes(room) && preset !== 'pure' ? [`${file} ${room} is pure, not ${preset}`] : [];
  });
}

function presetOf(room: string): string | null {
  const file = `${room}/tsconfig.json`;
  return existsSync(join(root, file)) ? (PRESET.exec(read(file))?.[1] ?? null) : null;
}

/** The compiler's exit code: 0, or the first that was not. Rooms of unknown preset are left to `checkPresets`. */
export function checkTypes(): number {
  const codes = [...rooms().filter((room) => presetOf(room) !== null), '.'].map((project) =>
    // By default each of four checkers looks at the types that all share: twice the processor's time, on two cores for nothing.
    runTool('tsc', ['-p', project, '--checkers', '1']),
  );
  return codes.find((code) => code !== 0) ?? 0;
}
