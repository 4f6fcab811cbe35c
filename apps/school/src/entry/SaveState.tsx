/** The state of saving, with what a person can do: try again, or download a rescue file. */
import { rescueFileText, saveFile } from '@cloison/client/browser';
import { Button, SaveIndicator } from '@cloison/theme';
import { useEffect, useState } from 'react';
import type { EntryBook } from '../entry-records/entry-book.ts';
import { type EntryStatus, statusOf } from '../entry-records/entry-status.ts';
import type { Words } from '../words/fr.ts';
import { useSpeech } from '../words/language.tsx';

export interface SaveStateProps {
  readonly book: EntryBook;
  readonly campaign: string;
}

export function SaveState({ book, campaign }: SaveStateProps) {
  const { words } = useSpeech();
  const [status, setStatus] = useState(() => statusOf(book.rows.values()));
  useEffect(() => {
    const look = () => setStatus(statusOf(book.rows.values()));
    look();
    return book.subscribe(look);
  }, [book]);
  useEffect(() => {
    const again = () => book.retryNow();
    addEventListener('online', again);
    return () => removeEventListener('online', again);
  }, [book]);
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
          <Button variant="quiet" onPress={() => book.retryNow()}>
            {words.entry.retry}
          </Button>
          <Button variant="quiet" icon="download" onPress={() => void download(book, campaign)}>
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

async function download(book: EntryBook, campaign: string): Promise<void> {
  const text = rescueFileText(campaign, await book.unacknowledged());
  saveFile(`secours-${campaign}.json`, text, 'application/json');
}
