/** Who is at the desk, for every page below; and the console's work, asked again while some goes on. */
import type { DeskSession, RefusedCommand, Work } from '@cloison/console-messages';
import { createContext, type ReactNode, useContext } from 'react';
import { useAnswer } from './hooks.ts';

export interface DeskView {
  readonly session: DeskSession;
  /** Newest first. */
  readonly works: readonly Work[];
  /** To be called when work was started or stopped. */
  readonly lookAgain: () => void;
}

const DeskContext = createContext<DeskView | null>(null);

const EVERY_MS = 1_500;
const NONE: readonly Work[] = [];

export function DeskProvider({
  session,
  children,
}: {
  readonly session: DeskSession;
  readonly children: ReactNode;
}) {
  const { answer, again } = useAnswer('works', {}, EVERY_MS);
  return <DeskContext value={{ session, works: answer ?? NONE, lookAgain: again }}>{children}</DeskContext>;
}

export function useDesk(): DeskView {
  const view = useContext(DeskContext);
  if (view === null) throw new Error('No desk above this component');
  return view;
}

/** Whether this person may run that command. */
export function useMay(command: string): boolean {
  return useRefused(command) === null;
}

/** For whom that command is, when this person may not run it. */
export function useRefused(command: string): RefusedCommand | null {
  return useDesk().session.refused.find((one) => one.command === command) ?? null;
}

/** How much work has ended: what it changed is asked again then. */
export function useWorkEnded(): number {
  return useDesk().works.filter(({ endedAt }) => endedAt !== null).length;
}
