import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkPresets } from './check-types.ts';
import { root } from './source-files.ts';

/** The lines of `lines` that the compiler refuses under a preset, each line being a module's statement. */
function refusedLines(preset: string, lines: readonly string[]): readonly string[] {
  const room = mkdtempSync(join(tmpdir(), 'preset-'));
  try {
    mkdirSync(join(room, 'src'));
    writeFileSync(join(room, 'src/x.mts'), `${lines.join('\n')}\nexport {};\n`);
    const options = {
      incremental: false,
      typeRoots: [join(root, 'node_modules/@types')],
    };
    const config = { extends: join(root, `tsconfig/${preset}.json`), compilerOptions: options };
    writeFileSync(join(room, 'tsconfig.json'), JSON.stringify(config));
    const tsc = join(root, 'node_modules/.bin/tsc');
    const { stdout, status } = spawnSync(tsc, ['-p', room, '--pretty', 'false'], {
      cwd: room,
      encoding: 'utf8',
    });
    const refused = [...stdout.matchAll(/^src\/x\.mts\((\d+),/gm)].map(
      (match) => lines[Number(match[1]) - 1]!,
    );
    expect(status === 0).toBe(refused.length === 0);
    return [...new Set(refused)];
  } finally {
    rmSync(room, { recursive: true });
  }
}

const NODE = [
  "import 'node:fs';",
  "import { connect } from 'node:net'; connect(1);",
  'process.exit(1);',
  "Buffer.from('a');",
  'setImmediate(() => {});',
];
const DOM = [
  'document.title;',
  'window.name;',
  'history.length;',
  'const element: HTMLElement | null = null; element;',
];
const OUTSIDE = [
  "fetch('/');",
  'setTimeout(() => {}, 1);',
  'performance.now();',
  'console.log(1);',
  "new URL('http://127.0.0.1');",
  'queueMicrotask(() => {});',
  'crypto.getRandomValues(new Uint8Array(1));',
  'crypto.randomUUID();',
];
const STANDARD = [
  "new TextEncoder().encode('a');",
  "new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array(1));",
  "crypto.subtle.digest('SHA-256', new Uint8Array(1));",
  'const key: CryptoKey | null = null; key;',
];

describe('the presets of the compiler', () => {
  it('give pure packages Web Crypto and text encoding, and nothing of the outside', () => {
    const outside = [...NODE, ...DOM, ...OUTSIDE];
    expect(refusedLines('pure', [...outside, ...STANDARD])).toEqual(outside);
  });

  it('give browsers nothing of Node', () => {
    expect(refusedLines('browser', [...NODE, ...DOM, ...OUTSIDE, ...STANDARD])).toEqual(NODE);
  });

  it('give Node nothing of the DOM', () => {
    expect(refusedLines('node', [...NODE, ...DOM, ...OUTSIDE, ...STANDARD])).toEqual(DOM);
  });

  it('are named by every room', () => {
    expect(checkPresets()).toEqual([]);
  });

  it('may not be left out, nor be another one in a pure package', () => {
    const problems = checkPresets(
      new Map([
        ['packages/new', null],
        ['packages/qti', 'node'],
        ['packages/protocol', 'pure'],
      ]),
    );
    expect(problems).toEqual([
      expect.stringContaining('packages/new/tsconfig.json:1: write'),
      'packages/qti/tsconfig.json:1: packages/qti is pure, not node',
    ]);
  });
});
