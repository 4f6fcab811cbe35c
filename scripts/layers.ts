/**
 * The folders of each room, lowest layer first. A folder may import the layers before its own, and nothing else of its
 * room: neither a later layer nor another folder of the same layer. `.` means the files at the root. A folder that is
 * not listed belongs to its nearest listed parent; without one it is refused. Held by `check-layers.ts`.
 */
export type Layers = readonly (readonly string[])[];

export const LAYERS: Readonly<Record<string, Layers>> = {
  'apps/platform/src': [
    ['base'],
    // The port, then its adapters.
    ['store'],
    ['store/sqlite', 'store/postgres', 'store/nats'],
    ['campaign', 'admission', 'web'],
    // Use cases: of browsers, and of the authority.
    ['holder', 'authority'],
    ['http'],
    ['operations', 'backup', 'move'],
    ['relay'],
    ['control'],
    // The composition root, then the command line on top of it.
    ['start'],
    ['cli'],
    ['.'],
  ],
  'packages/theme/src': [['page-build'], ['.']],
  'packages/client/src': [['platform', 'storage'], ['content', 'saving'], ['session'], ['browser'], ['.']],
  'packages/dev-env/src': [['platform'], ['authority', 'stores'], ['faults']],
  'apps/pupil/src': [
    ['words'],
    ['sitting'],
    ['browser', 'comfort', 'item/content'],
    ['item/interactions'],
    ['item'],
    ['screens'],
    ['.'],
  ],
  'apps/school/src': [
    ['words', 'navigation'],
    ['live', 'entry-records'],
    ['frame', 'desk'],
    ['entry', 'results', 'home', 'rescue', 'sign-in'],
    ['class', 'head'],
    ['.'],
  ],
  'packages/command/src': [['words'], ['kinds', 'terminal'], ['definition'], ['run', 'completion'], ['.']],
  'packages/threads/src': [['.']],
  'packages/study-files/src': [['calibration', 'standards', 'report'], ['.']],
  'apps/statistics/src': [['read'], ['report'], ['frame'], ['verbs'], ['.']],
  'examples/src': [['.']],
  scripts: [['prepare'], ['bench', 'capacity', 'demo'], ['screenshots'], ['.']],
  'packages/protocol/src': [['primitives'], ['messages'], ['transfer'], ['.']],
  'packages/qti/src': [
    ['lexical'],
    ['delivery'],
    ['model'],
    ['xml'],
    ['score'],
    ['read', 'publish', 'routing'],
    ['lint', 'package', 'support'],
    ['testing', '.'],
  ],
  'packages/measurement/src': [
    ['errors'],
    ['numeric'],
    ['responses'],
    ['models'],
    ['lanes'],
    ['irt'],
    ['persons'],
    ['classical', 'dimensions', 'fit', 'dif', 'linking', 'standards', 'design', 'adaptive', 'simulation'],
    ['.'],
  ],
};
