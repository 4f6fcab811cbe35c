/** Anybody of the staff may hand in a rescue file; the platform keeps what is in it apart for the authority. */
import { RefusedError } from '@cloison/client';
import { readRescueFile } from '@cloison/client/browser';
import { Notice } from '@cloison/theme';
import { useState } from 'react';
import type { Desk } from '../desk/desk.ts';
import { PageTitle } from '../frame/PageTitle.tsx';
import { useSpeech } from '../words/language.tsx';

type Outcome =
  | { readonly kind: 'done'; readonly kept: number; readonly refused: number }
  | { readonly kind: 'wrong' | 'wrongCampaign' | 'failed' | 'notStaff' };

export function RescueScreen({ desk }: { readonly desk: Desk }) {
  const { words } = useSpeech();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const upload = async (file: File) => {
    const read = readRescueFile(await file.text(), desk.manifest.campaign);
    if (read.kind !== 'envelopes') {
      setOutcome(read);
      return;
    }
    try {
      const codes = await desk.rescue(read.envelopes);
      const kept = codes.filter((code) => code === 'ok').length;
      setOutcome({ kind: 'done', kept, refused: codes.length - kept });
    } catch (error) {
      const notStaff = error instanceof RefusedError && error.code === 'not-staff';
      setOutcome({ kind: notStaff ? 'notStaff' : 'failed' });
    }
  };
  return (
    <div className="page">
      <PageTitle up={{ to: { page: 'home' }, label: words.home }}>{words.rescue.title}</PageTitle>
      <p>{words.rescue.text}</p>
      <p>
        <label className="file-choice">
          {words.rescue.choose}
          <input
            type="file"
            accept=".cloison,.json,application/json"
            onChange={(event) => {
              const file = event.target.files?.[0];
              if (file !== undefined) void upload(file);
            }}
          />
        </label>
      </p>
      {outcome !== null && (
        <Notice tone={outcome.kind === 'done' && outcome.refused === 0 ? 'good' : 'bad'} announced>
          {outcome.kind === 'done'
            ? words.rescue.done(outcome.kept, outcome.refused)
            : words.rescue[outcome.kind]}
        </Notice>
      )}
    </div>
  );
}
