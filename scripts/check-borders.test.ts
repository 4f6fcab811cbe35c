import { describe, expect, it } from 'vitest';
import { checkBorders } from './check-borders.ts';
import { importsOf, read } from './source-files.ts';

const problemsOf = (path: string, source: string) => checkBorders(new Map([[path, source]]));

describe('the borders between rooms', () => {
  it('are held by the code as it is', () => {
    expect(checkBorders()).toEqual([]);
  });

  it.each([
    ['apps/platform/src/x.ts', "import { open } from '@cloison/protocol';"],
    ['apps/platform/src/x.ts', "import { score } from '@cloison/qti';"],
    ['apps/pupil/src/x.tsx', "import { score } from '@cloison/qti';"],
    ['apps/pupil/src/x.tsx', "import { y } from '../../school/src/y.ts';"],
    ['apps/school/src/x.ts', "const y = await import('@cloison/authority');"],
    ['packages/qti/src/x.ts', "import { sha256 } from '@cloison/protocol/public';"],
    ['packages/qti/src/x.ts', "import { parse } from 'yaml';"],
    ['packages/qti/src/x.ts', "import { Client } from 'pg';"],
    ['packages/theme/src/x.ts', "export { sha256 } from '../../protocol/src/primitives/hash.ts';"],
  ])('refuse in %s: %s', (path, source) => {
    expect(problemsOf(path, source)).not.toEqual([]);
  });

  it('keep the test world out of production code, and let tests, benches and the demonstration use it', () => {
    const source = "import { freePort } from '@cloison/dev-env/platform/free-ports.ts';";
    for (const path of [
      'apps/platform/src/x.ts',
      'packages/client/src/x.ts',
      'bin/x.ts',
      'scripts/prepare/build-apps.ts',
    ])
      expect(problemsOf(path, source)).toEqual([expect.stringContaining(`${path}:1: only tests`)]);
    const relative = "import { freePort } from '@cloison/dev-env/platform/free-ports.ts';";
    expect(problemsOf('apps/platform/src/x.ts', relative)).toHaveLength(1);
    for (const path of [
      'apps/platform/src/x.test.ts',
      'apps/platform/bench/x.ts',
      'tests/x.ts',
      'scripts/demo/x.ts',
    ])
      expect(problemsOf(path, source)).toEqual([]);
  });

  it.each(['Date.now()', 'new Date()', 'Math.random()'])('refuse %s in pure packages', (source) => {
    expect(problemsOf('packages/qti/src/x.ts', `export const x = ${source};`)).toHaveLength(1);
    expect(problemsOf('packages/qti/src/x.test.ts', `export const x = ${source};`)).toEqual([]);
  });

  it('follow what the platform reaches through the public half', () => {
    const files = new Map([
      ['apps/platform/src/x.ts', "import { sha256 } from '@cloison/protocol/public';"],
      [
        'packages/protocol/src/public.ts',
        "export { sha256 } from './primitives/hash.ts';\nexport { a } from './primitives/names.ts';",
      ],
      ['packages/protocol/src/primitives/names.ts', "import { parseCode } from '../code.ts';"],
    ]);
    expect(checkBorders(files)).toEqual([
      expect.stringContaining('names.ts → packages/protocol/src/code.ts'),
    ]);
  });

  it('see imports, exports and dynamic imports over several lines', () => {
    const source =
      "import {\n  a,\n  b,\n} from './a.ts';\nexport type { C } from './c.ts';\nimport './d.css';\nawait import('./e.ts');";
    expect(importsOf(source).map(({ specifier }) => specifier)).toEqual([
      './a.ts',
      './c.ts',
      './d.css',
      './e.ts',
    ]);
    expect(importsOf(read('packages/protocol/src/public.ts')).length).toBeGreaterThan(10);
  });
});
