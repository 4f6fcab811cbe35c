/**
 * Anybody of the staff may hand in a rescue file, or what this very computer could not send under other codes; the platform keeps
 * it apart for the authority.
 */
import { type LeftBehind, RefusedError } from '@cloison/client';
import { readRescueFile } from '@cloison/client/browser';
import type { Bytes } from '@cloison/protocol/public';
import { Button, Notice } from '@cloison/theme';
import { useCallback, useEffect, useState } from 'react';
import type { Desk } from '../desk/desk.ts';
import { PageTitle } from '../frame/PageTitle.tsx';
import { useSpeech } from '../words/language.tsx';

type Outcome =
  | { readonly kind: 'done' | 'sentFromHere'; readonly kept: number; readonly refused: number }
  | { readonly kind: 'wrong' | 'wrongCampaign' | 'failed' | 'failedHere' | 'notStaff' };

export function RescueScreen({ desk }: { readonly desk: Desk }) {
  const { words } = useSpeech();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [left, setLeft] = useState<readonly LeftBehind[]>([]);
  const [isSending, setSending] = useState(false);
  const look = useCallback(() => desk.leftBehind().then(setLeft, () => undefined), [desk]);
  useEffect(() => void look(), [look]);
  const sendFromHere = async () => {
    setSending(true);
    await sendLeft().finally(() => setSending(false));
  };
  const sendLeft = async () => {
    const envelopes = left.flatMap((one) => one.envelopes);
    const codes = await send(envelopes, 'failedHere');
    if (codes === null) return;
    const taken = new Set(envelopes.filter((_, i) => codes[i] === 'ok'));
    const kept = left.filter((one) => one.envelopes.every((envelope) => taken.has(envelope)));
    // Where the browser cannot note it, it is named again, and sent again: nothing is lost by it.
    for (const one of kept) await one.markBeside().catch(() => undefined);
    setOutcome({ kind: 'sentFromHere', kept: kept.length, refused: left.length - kept.length });
    await look();
  };
  const upload = async (file: File) => {
    const read = readRescueFile(await file.text(), desk.manifest.campaign);
    if (read.kind !== 'envelopes') {
      setOutcome(read);
      return;
    }
    const codes = await send(read.envelopes, 'failed');
    if (codes !== null) setOutcome({ kind: 'done', ...counted(codes) });
  };
  /** One code for each. Null, and said on the screen: the platform did not take them all. */
  const send = async (
    envelopes: readonly Bytes[],
    failed: 'failed' | 'failedHere',
  ): Promise<readonly string[] | null> => {
    try {
      return await desk.rescue(envelopes);
    } catch (error) {
      const notStaff = error instanceof RefusedError && error.code === 'not-staff';
      setOutcome({ kind: notStaff ? 'notStaff' : failed });
      return null;
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
      {left.length > 0 && (
        <section aria-labelledby="left-behind">
          <h2 id="left-behind">{words.rescue.hereTitle}</h2>
          <p>{words.rescue.here(left.length)}</p>
          <div>
            <Button variant="primary" isDisabled={isSending} onPress={() => void sendFromHere()}>
              {words.rescue.sendFromHere}
            </Button>
          </div>
        </section>
      )}
      {outcome !== null && (
        <Notice tone={'kept' in outcome && outcome.refused === 0 ? 'good' : 'bad'} announced scrolledTo>
          {'kept' in outcome
            ? words.rescue[outcome.kind](outcome.kept, outcome.refused)
            : words.rescue[outcome.kind]}
        </Notice>
      )}
    </div>
  );
}

function counted(codes: readonly string[]): { readonly kept: number; readonly refused: number } {
  const kept = codes.filter((code) => code === 'ok').length;
  return { kept, refused: codes.length - kept };
}
