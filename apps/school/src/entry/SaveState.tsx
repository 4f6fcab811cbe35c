/** The state of saving, with what a person can do: try again, or download a rescue file. */
import { rescueFileText } from '@cloison/client/browser';
import { Button, SaveIndicator, saveFile } from '@cloison/theme';
import { useEffect, useState } from 'react';
import type { EntryBook } from '../entry-records/entry-book.ts';
import { type EntryStatus, statusOf } from '../entry-records/entry-status.ts';
import { useSpeech } from '../words/language.tsx';
import type { Words } from '../words/words.ts';

export interface SaveStateProps {
  /** Those that the screen may write. */
  readonly books: readonly EntryBook[];
  readonly campaign: string;
}

export function SaveState({ books, campaign }: SaveStateProps) {
  const { words } = useSpeech();
  const [status, setStatus] = useState(() => statusOf(rowsOf(books)));
  const listed = books.map(({ sequence }) => sequence).join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: `listed` names the books, which stay the same objects
  useEffect(() => {
    const look = () => setStatus(statusOf(rowsOf(books)));
    look();
    const ends = books.map((book) => book.subscribe(look));
    const again = () => retry(books);
    addEventListener('online', again);
    return () => {
      removeEventListener('online', again);
      for (const end of ends) end();
    };
  }, [listed, books[0]]);
  const trouble = status.state === 'waiting' || status.state === 'problem';
  const warns = trouble || status.worst.kind === 'keeping';
  useEffect(() => {
    if (!warns) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [warns]);
  return (
    <div className="save-state">
      <SaveIndicator state={status.state}>{say(status, words)}</SaveIndicator>
      {trouble && (
        <>
          <Button variant="quiet" onPress={() => retry(books)}>
            {words.entry.retry}
          </Button>
          <Button variant="quiet" icon="download" onPress={() => void download(books, campaign)}>
            {words.entry.rescueFile}
          </Button>
        </>
      )}
    </div>
  );
}

function say({ worst, unsaved }: EntryStatus, { entry }: Words): string {
  switch (worst.kind) {
    case 'keeping':
      return entry.keeping;
    case 'saved':
      return entry.saved;
    case 'saving':
    case 'conflict':
      return entry.saving;
    case 'late':
      return entry.late;
    case 'waiting':
      return worst.reason === 'offline' ? entry.waiting(unsaved) : entry.waitingBusy(unsaved);
    case 'closed':
      return entry.closed(unsaved);
    case 'refused':
      return entry.refused(unsaved);
  }
}

function* rowsOf(books: readonly EntryBook[]) {
  for (const book of books) yield* book.rows.values();
}

function retry(books: readonly EntryBook[]): void {
  for (const book of books) book.retryNow();
}

async function download(books: readonly EntryBook[], campaign: string): Promise<void> {
  const envelopes = await Promise.all(books.map((book) => book.unacknowledged()));
  const text = rescueFileText(campaign, envelopes.flat());
  saveFile(`secours-${campaign}.json`, text, 'application/json');
}
