/**
 * Adding a kind does not compile until each place that must know it does. The sources of the web apps and of what they
 * import are copied, every union below gets one kind more, and the compiler has to complain in the files listed.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const PACKAGES = ['protocol', 'qti', 'client', 'csv', 'theme'];
const APPS = ['pupil', 'school'];
/** What is compiled: the apps with all that they import, and what no browser has of the items. */
const PROJECTS = [...APPS.map((app) => `apps/${app}`), 'packages/qti'];

interface Added {
  readonly file: string;
  /** Where the union ends, and how it ends with one kind more. */
  readonly from: string;
  readonly to: string;
  /** Files that must not compile any more. */
  readonly flags: readonly string[];
}

const KINDS: Readonly<Record<string, Added>> = {
  'an interaction': {
    file: 'packages/qti/src/delivery/delivery-item.ts',
    from: '  | PortableCustomInteraction;',
    to: "  | PortableCustomInteraction | (Omit<SliderInteraction, 'kind'> & { readonly kind: 'added' });",
    flags: [
      'apps/school/src/entry-records/entry-columns.ts',
      'packages/qti/src/delivery/delivery-schema.ts',
      'packages/qti/src/delivery/interaction-kinds.ts',
      'packages/qti/src/read/interactions/interactions.ts',
    ],
  },
  'an interaction that pupils can play': {
    file: 'packages/qti/src/delivery/interaction-kinds.ts',
    from: "  'extendedText',",
    // The interaction that is added above.
    to: "  'extendedText',\n  'added',",
    flags: ['apps/pupil/src/item/interactions/InteractionView.tsx'],
  },
  'a state of saving': {
    file: 'packages/client/src/saving/save-state.ts',
    from: "  | { readonly kind: 'saved' }",
    to: "  | { readonly kind: 'saved' } | { readonly kind: 'added' }",
    flags: [
      'apps/pupil/src/screens/save-words.ts',
      'apps/school/src/entry-records/entry-status.ts',
      'apps/school/src/entry/SaveState.tsx',
      'apps/school/src/words/telling.ts',
      'packages/client/src/saving/save-state.ts',
    ],
  },
  'a document': {
    file: 'packages/protocol/src/messages/documents.ts',
    from: '  | EntryBase;',
    to: "  | EntryBase | { readonly v: 1; readonly kind: 'added' };",
    flags: ['packages/client/src/session/documents.ts'],
  },
  'a phase of a sitting': {
    file: 'apps/pupil/src/sitting/live-state.ts',
    from: "  | 'late';",
    to: "  | 'late' | 'added';",
    flags: ['apps/pupil/src/screens/SequenceScreen.tsx'],
  },
  'a state of a sequence': {
    file: 'apps/pupil/src/sitting/sequence-state.ts',
    from: "  | { readonly kind: 'todo' }",
    to: "  | { readonly kind: 'todo' } | { readonly kind: 'added' }",
    flags: ['apps/pupil/src/screens/WelcomeScreen.tsx'],
  },
  'a trouble': {
    file: 'apps/pupil/src/screens/trouble.ts',
    from: "  | { readonly kind: 'unreachable' }",
    to: "  | { readonly kind: 'unreachable' } | { readonly kind: 'added' }",
    flags: ['apps/pupil/src/screens/trouble.ts'],
  },
  'a screen of the school': {
    file: 'apps/school/src/navigation/routes.ts',
    from: "  | { readonly page: 'rescue' };",
    to: "  | { readonly page: 'rescue' } | { readonly page: 'added' };",
    flags: ['apps/school/src/navigation/routes.ts', 'apps/school/src/DeskScreens.tsx'],
  },
  'a content of a cell': {
    file: 'apps/school/src/entry-records/cell-content.ts',
    from: "  | { readonly kind: 'empty' }",
    to: "  | { readonly kind: 'empty' } | { readonly kind: 'added' }",
    flags: [
      'apps/school/src/entry-records/cell-content.ts',
      'apps/school/src/entry/spreadsheet.ts',
      'apps/school/src/entry/EntryGrid.tsx',
    ],
  },
  'a reason why nobody could sign in': {
    file: 'apps/school/src/desk/desk.ts',
    from: "  | { readonly kind: 'unreachable' }",
    to: "  | { readonly kind: 'unreachable' } | { readonly kind: 'added' }",
    flags: ['apps/school/src/sign-in/SignIn.tsx'],
  },
};

let copy: string;
let before: readonly string[];
let after: readonly string[];

beforeAll(() => {
  copy = copyOfSources();
  before = filesThatDoNotCompile();
  for (const [what, { file, from, to }] of Object.entries(KINDS)) {
    const path = join(copy, file);
    const source = readFileSync(path, 'utf8');
    if (source.split(from).length !== 2)
      throw new Error(`${file} does not end the union of ${what} as it did`);
    writeFileSync(path, source.replace(from, to));
  }
  after = filesThatDoNotCompile();
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

it('compiles as it stands', () => {
  expect(before).toEqual([]);
});

it.each(Object.entries(KINDS))(
  '%s that is added does not compile wherever it must be known',
  (_what, { flags }) => {
    expect(after).toEqual(expect.arrayContaining([...flags]));
  },
);

/** The sources, with the packages of the copy where the apps look for them. */
function copyOfSources(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cloison-kinds-'));
  cpSync(join(ROOT, 'tsconfig'), join(folder, 'tsconfig'), { recursive: true });
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '@cloison'), { recursive: true });
  for (const name of readdirSync(join(ROOT, 'node_modules')))
    if (name !== '@cloison') symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  for (const [kind, names] of [
    ['packages', PACKAGES],
    ['apps', APPS],
  ] as const)
    for (const name of names) {
      const [from, to] = [join(ROOT, kind, name), join(folder, kind, name)];
      for (const part of ['src', 'package.json', 'tsconfig.json'])
        cpSync(join(from, part), join(to, part), { recursive: true });
      symlinkSync(to, join(modules, '@cloison', name));
      linkOwnModules(from, to);
    }
  return folder;
}

/** Packages that npm installed beside one package, because the root has another version of them. */
function linkOwnModules(from: string, to: string): void {
  const names = readdirSync(from).includes('node_modules') ? readdirSync(join(from, 'node_modules')) : [];
  if (names.length === 0) return;
  mkdirSync(join(to, 'node_modules'));
  for (const name of names.filter((each) => !each.startsWith('.')))
    symlinkSync(join(from, 'node_modules', name), join(to, 'node_modules', name));
}

/** Paths in the copy, each once. */
function filesThatDoNotCompile(): readonly string[] {
  const found = PROJECTS.flatMap((room) => {
    const project = join(copy, room);
    const tsc = join(ROOT, 'node_modules/.bin/tsc');
    const { stdout } = spawnSync(tsc, ['-p', project, '--incremental', 'false', '--pretty', 'false'], {
      cwd: copy,
      encoding: 'utf8',
    });
    return [...stdout.matchAll(/^(\S+?)\(\d+,\d+\): error/gm)].map(([, file]) =>
      file!.replace(/^(?:\.\.\/)+/, ''),
    );
  });
  return [...new Set(found)].sort();
}
