/** The state of saving, in the words of the screen. Before the first answer there is nothing to say when all is well. */
import type { SaveIndicatorProps } from '@cloison/theme';
import type { Environment } from '../browser/environment.ts';
import type { LiveState } from '../sitting/live-state.ts';
import type { Sitting } from '../sitting/sitting.ts';
import type { Words } from '../words/catalogue.ts';

export function saveWords(
  { save, readOnly, sitting }: Pick<LiveState, 'save' | 'readOnly' | 'sitting'>,
  storage: Environment['storage'],
  { save: w }: Words,
): { readonly state: SaveIndicatorProps['state']; readonly text: string } {
  if (readOnly) return { state: 'waiting', text: w.readOnly };
  switch (save.kind) {
    case 'keeping':
      return { state: 'saving', text: w.keeping };
    case 'saved':
      return { state: 'saved', text: hasAnswers(sitting) ? w.saved : '' };
    case 'saving':
      return { state: 'saving', text: hasAnswers(sitting) ? w.saving : '' };
    case 'waiting':
      if (save.reason !== 'offline') return { state: 'waiting', text: w.busy };
      return { state: 'waiting', text: storage === 'kept' ? w.offline : w.offlineMemory };
    case 'late':
      return { state: 'waiting', text: w.late };
    case 'conflict':
      return { state: 'problem', text: w.conflict };
    case 'closed':
      return { state: 'problem', text: w.closed };
    case 'refused':
      return { state: 'problem', text: w.refused };
  }
}

function hasAnswers({ items }: Sitting): boolean {
  return Object.values(items).some(({ responses }) => Object.keys(responses).length > 0);
}
