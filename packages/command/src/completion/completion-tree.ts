/** What a shell can complete: every command with its words, options and arguments, from the same data as the commands. */

import { flagOf, type OptionTable } from '../definition/option.ts';
import type { LoadedRoom, Room } from '../definition/room.ts';
import type { Kind } from '../kinds/kind.ts';
import type { Lang } from '../words/refusal.ts';

export interface CompletedValue {
  /** Null: anything that a shell cannot know. */
  readonly completes: 'file' | 'folder' | null;
  readonly choices: readonly string[];
}

export interface CompletedOption {
  /** `--count`. */
  readonly flag: string;
  readonly summary: string;
  /** Null: it takes no value. */
  readonly value: CompletedValue | null;
}

export interface CompletedCommand {
  /** `[]` for the program itself, `['codes', 'mint']`. */
  readonly path: readonly string[];
  readonly children: readonly { readonly name: string; readonly summary: string }[];
  readonly options: readonly CompletedOption[];
  /** Values of its arguments, all alike for a shell. */
  readonly argument: CompletedValue | null;
}

/** The program first, then rooms, groups and verbs. `loaded` has every room. */
export function completionTree(
  rooms: readonly Room[],
  loaded: ReadonlyMap<string, LoadedRoom>,
  lang: Lang,
): readonly CompletedCommand[] {
  const found = new Map<string, CompletedCommand>();
  const add = (
    path: readonly string[],
    options: readonly CompletedOption[],
    argument: CompletedValue | null,
  ) => found.set(path.join(' '), { path, children: [], options, argument });
  const addChild = (path: readonly string[], name: string, summary: string) => {
    const parent = found.get(path.join(' '))!;
    found.set(path.join(' '), { ...parent, children: [...parent.children, { name, summary }] });
  };
  add([], COMMON, null);
  for (const room of rooms) {
    addChild([], room.name, room.summary[lang]);
    add([room.name], COMMON, null);
    const { verbs, groups = {} } = loaded.get(room.name)!;
    for (const verb of verbs) {
      if (verb.name === '') {
        add(
          [room.name],
          [...optionsOf(verb.options, lang), JSON_OPTION, ...COMMON],
          argumentOf(verb.arguments),
        );
        continue;
      }
      let path: readonly string[] = [room.name];
      const words = verb.name.split(' ');
      words.forEach((word, i) => {
        const isVerb = i === words.length - 1;
        const below = [...path, word];
        if (!found.has(below.join(' '))) {
          addChild(path, word, (isVerb ? verb.summary : groups[word]!)[lang]);
          if (isVerb)
            add(
              below,
              [...optionsOf(verb.options, lang), JSON_OPTION, ...COMMON],
              argumentOf(verb.arguments),
            );
          else add(below, COMMON, null);
        }
        path = below;
      });
    }
  }
  return [...found.values()];
}

const COMMON: readonly CompletedOption[] = [
  { flag: '--lang', summary: 'fr, en', value: { completes: null, choices: ['fr', 'en'] } },
  { flag: '--help', summary: '', value: null },
];
const JSON_OPTION: CompletedOption = { flag: '--json', summary: 'JSON', value: null };

const optionsOf = (table: OptionTable, lang: Lang): readonly CompletedOption[] =>
  Object.entries(table).map(([name, { words, kind, presence }]) => ({
    flag: flagOf(name),
    summary: words[lang],
    value: presence === 'flag' ? null : completedValue(kind),
  }));

function argumentOf(table: OptionTable): CompletedValue | null {
  const [first] = Object.values(table);
  return first === undefined ? null : completedValue(first.kind);
}

const completedValue = ({ completes, choices = [] }: Kind<unknown>): CompletedValue => ({
  completes: completes ?? null,
  choices,
});
