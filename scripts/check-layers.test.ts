import { describe, expect, it } from 'vitest';
import { checkLayers } from './check-layers.ts';

const table = { 'apps/school/src': [['words'], ['desk', 'results'], ['.']] };
const room = (files: Record<string, string>) =>
  new Map(Object.entries(files).map(([path, source]) => [`apps/school/src/${path}`, source]));

describe('layers', () => {
  it('holds in this repository', () => {
    expect(checkLayers()).toEqual([]);
  });

  it('takes imports that point down', () => {
    const files = room({
      'main.tsx': "import { desk } from './desk/desk.ts';",
      'desk/desk.ts': "import { words } from '../words/words.ts';",
      'words/words.ts': 'export const words = {};',
    });
    expect(checkLayers(files, table)).toEqual([]);
  });

  it('refuses an import of a later layer, types included', () => {
    const files = room({
      'words/words.ts': "\nimport type { Desk } from '../desk/desk.ts';",
      'desk/desk.ts': 'export interface Desk {}',
    });
    expect(checkLayers(files, table)).toEqual([
      'apps/school/src/words/words.ts:2: words may not import desk, of a later layer',
    ]);
  });

  it('refuses an import between folders of one layer', () => {
    const files = room({
      'results/map.ts': "export { desk } from '../desk/desk.ts';",
      'desk/desk.ts': 'export const desk = 1;',
    });
    expect(checkLayers(files, table)).toEqual([
      'apps/school/src/results/map.ts:1: results may not import desk, of the same layer',
    ]);
  });

  it('refuses a circle of files in one folder', () => {
    const files = room({ 'desk/a.ts': "import './b.ts';", 'desk/b.ts': "import './a.ts';" });
    expect(checkLayers(files, table)).toEqual([
      'apps/school/src/desk/a.ts:1: these files import each other: apps/school/src/desk/a.ts, apps/school/src/desk/b.ts',
    ]);
  });

  it('refuses a circle of folders below a listed one', () => {
    const files = room({
      'desk/one/a.ts': "import '../two/a.ts';",
      'desk/one/b.ts': '',
      'desk/two/a.ts': '',
      'desk/two/b.ts': "import '../one/b.ts';",
    });
    expect(checkLayers(files, table)).toEqual([
      'apps/school/src:1: these folders import each other: desk/one, desk/two',
    ]);
  });

  it('shows the shortest way round of a large circle', () => {
    const files = room({
      'desk/one/a.ts': "import '../two/a.ts';",
      'desk/two/a.ts': "import '../three/a.ts';",
      'desk/three/a.ts': "import '../one/b.ts';\nimport '../two/b.ts';",
      'desk/one/b.ts': '',
      'desk/two/b.ts': '',
    });
    expect(checkLayers(files, table)).toEqual([
      'apps/school/src:1: these folders import each other: desk/three → desk/two → desk/three (3 in all)',
    ]);
  });

  it('refuses a folder that no layer names', () => {
    const files = room({ 'misc/a.ts': '' });
    expect(checkLayers(files, table)).toEqual([
      'apps/school/src/misc:1: this folder is in no layer of scripts/layers.ts',
    ]);
  });
});
