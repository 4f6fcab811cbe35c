/** One work, asked again until it has ended. */
import type { Trouble, Work, WorkKind, WorkRequest } from '@cloison/console-messages';
import { useDesk } from '../desk/desk-context.tsx';
import { useAct, useAnswer } from '../desk/hooks.ts';

const EVERY_MS = 700;

export function useWork(id: number): Work | null {
  const { works } = useDesk();
  const known = works.find((work) => work.id === id);
  const { answer } = useAnswer('work', { id }, known?.endedAt == null ? EVERY_MS : 4 * EVERY_MS);
  return answer;
}

export interface Starting {
  readonly start: (work: WorkRequest) => void;
  readonly isStarting: boolean;
  /** Here, since the page was opened. */
  readonly started: Work | null;
  readonly trouble: Trouble | null;
}

export function useStart(): Starting {
  const { lookAgain } = useDesk();
  const { act, isActing, done, trouble } = useAct('startWork', lookAgain);
  return { start: (work) => act({ work }), isStarting: isActing, started: done, trouble };
}

/** The newest work of these kinds on a campaign; null: none in this console. */
export function useLatest(kinds: readonly WorkKind[], campaign: string | null): Work | null {
  const { works } = useDesk();
  return (
    works.find((work) => kinds.includes(work.kind) && (campaign === null || work.campaign === campaign)) ??
    null
  );
}

/** Milliseconds that are left at this pace; null when nothing says. */
export function leftMs({ progress }: Pick<Work, 'progress'>): number | null {
  if (progress === null || progress.done <= 0 || progress.done >= progress.total) return null;
  return (progress.elapsedMs * (progress.total - progress.done)) / progress.done;
}
