/** Withdrawing an item, correcting its key, or taking that back: first what would change, then why, then the change. */
import type { ItemChangeShown, WorkRequest } from '@cloison/console-messages';
import { Button } from '@cloison/theme';
import { type ReactNode, useState } from 'react';
import { useDesk, useMay } from '../desk/desk-context.tsx';
import { useAct } from '../desk/hooks.ts';
import { ActForm, TextLine } from '../forms/fields.tsx';
import { TroubleNotice } from '../frame/TroubleNotice.tsx';
import { useSpeech } from '../words/language.tsx';
import { useWork } from '../works/use-work.ts';
import { WorkCard } from '../works/WorkCard.tsx';
import { ItemChangePreview } from './ItemChangePreview.tsx';

interface ChangeItemProps {
  readonly campaign: string;
  readonly sequence: string;
  readonly item: string;
}

const WAYS = ['all', 'none', 'correct', 'restore'] as const;
type Way = (typeof WAYS)[number];

export function ChangeItem(props: ChangeItemProps) {
  const { words } = useSpeech();
  const own = words.items.change;
  const withdraw = useMay('items withdraw');
  const may: Readonly<Record<Way, boolean>> = {
    all: withdraw,
    none: withdraw,
    correct: useMay('items correct'),
    restore: useMay('items restore'),
  };
  const ways = WAYS.filter((way) => may[way]);
  if (ways.length === 0) return null;
  return (
    <details className="item-change">
      <summary>{own.title}</summary>
      <p className="soft">{own.about}</p>
      <ChangeForm {...props} ways={ways} />
    </details>
  );
}

function ChangeForm({ ways, ...item }: ChangeItemProps & { readonly ways: readonly Way[] }) {
  const { words } = useSpeech();
  const own = words.items.change;
  const { lookAgain } = useDesk();
  const [way, setWay] = useState<Way>(ways[0] ?? 'all');
  const [file, setFile] = useState('');
  const [reason, setReason] = useState('');
  const preview = useAct('startWork', lookAgain);
  const change = useAct('startWork', lookAgain);
  // What was shown is of another choice: it is shown again before anything is done.
  const choose = (act: () => void) => {
    act();
    preview.clear();
    change.clear();
  };
  const asked = (reason: string | null): WorkRequest => {
    switch (way) {
      case 'correct':
        return { kind: 'correctItem', ...item, file, reason };
      case 'restore':
        return { kind: 'restoreItem', ...item, reason };
      case 'all':
      case 'none':
        return { kind: 'withdrawItem', ...item, credit: way, reason };
    }
  };
  return (
    <>
      <ActForm
        label={own.title}
        onSubmit={() => {
          change.clear();
          preview.act({ work: asked(null) });
        }}
      >
        <fieldset className="item-ways">
          <legend className="only-heard">{own.title}</legend>
          {ways.map((one) => (
            <label key={one} className="tick-box">
              <input
                type="radio"
                name="way"
                checked={way === one}
                onChange={() => choose(() => setWay(one))}
              />
              <span>{own.ways[one]}</span>
            </label>
          ))}
        </fieldset>
        {way === 'correct' && (
          <TextLine
            label={own.file}
            help={own.fileHelp}
            value={file}
            onChange={(value) => choose(() => setFile(value))}
          />
        )}
        <Button type="submit" isDisabled={preview.isActing || (way === 'correct' && file.trim() === '')}>
          {own.preview}
        </Button>
      </ActForm>
      <TroubleNotice trouble={preview.trouble} />
      {preview.done !== null && change.done === null && (
        <Previewed id={preview.done.id}>
          <ActForm label={own.apply[way]} onSubmit={() => change.act({ work: asked(reason) })}>
            <TextLine label={own.reason} help={own.reasonHelp} value={reason} onChange={setReason} />
            <Button type="submit" variant="danger" isDisabled={change.isActing || reason.trim() === ''}>
              {own.apply[way]}
            </Button>
          </ActForm>
        </Previewed>
      )}
      <TroubleNotice trouble={change.trouble} />
      {change.done !== null && <WorkCard id={change.done.id} />}
    </>
  );
}

interface PreviewedProps {
  readonly id: number;
  readonly children: ReactNode;
}

/** The work that shows what would change; `children` is what may be done then. */
function Previewed({ id, children }: PreviewedProps) {
  const work = useWork(id);
  return (
    <>
      <WorkCard id={id} />
      {work?.state === 'done' && work.result !== null && (
        <>
          <ItemChangePreview change={work.result as unknown as ItemChangeShown} />
          {children}
        </>
      )}
    </>
  );
}
