import { describe, expect, it } from 'vitest';
import { checkMap } from './check-map.ts';

const page = (...lines: string[]) =>
  ['# Architecture', '', '## Code map', '', ...lines, '', '## Invariants', '* `gone/`'].join('\n');

describe('the code map', () => {
  it('names every folder, and none that is gone', () => {
    expect(checkMap()).toEqual([]);
  });

  it('must name a folder that holds a program, not one that holds pictures', () => {
    const files = ['apps/pupil/src/main.tsx', 'apps/pupil/src/item/choice.tsx', 'apps/pupil/public/logo.svg'];
    expect(checkMap(files, page('* `apps/pupil`: a sitting.'))).toEqual([
      'ARCHITECTURE.md:3: the code map does not name apps/pupil/src/item',
    ]);
    expect(checkMap(files, page('* `apps/pupil`: a sitting; `item/` draws.'))).toEqual([]);
  });

  it('takes several rooms on a line, and several folders in braces', () => {
    const files = ['apps/a/src/x/1.ts', 'apps/b/src/y/1.ts', 'apps/b/src/y/z/1.ts'];
    expect(checkMap(files, page('* `apps/a`, `apps/b`: `x`, `y/{z,z}/`, `y`.'))).toEqual([]);
  });

  it('takes indented points for the room above them', () => {
    const files = ['apps/a/src/1.ts', 'apps/a/src/x/1.ts', 'apps/b/src/1.ts'];
    expect(checkMap(files, page('* `apps/a`:', '  * `x/` counts.', '  * `old/`.', '* `apps/b`.'))).toEqual([
      'ARCHITECTURE.md:7: there is no folder old/ in apps/a',
    ]);
  });

  it('names no folder that is gone', () => {
    const files = ['apps/a/src/1.ts'];
    expect(checkMap(files, page('* `apps/a`: `old/`, `a function`.', '* `apps/b`: nothing.'))).toEqual([
      'ARCHITECTURE.md:5: there is no folder old/ in apps/a',
      'ARCHITECTURE.md:6: there is no folder apps/b',
    ]);
  });
});
