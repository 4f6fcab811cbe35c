/** A school by UAI: who is expected and who has finished, reserves, and a new code for a member of staff. */
import type { SchoolFile } from '@cloison/console-messages';
import { Button, Notice } from '@cloison/theme';
import { useEffect, useRef, useState } from 'react';
import { useMay } from '../desk/desk-context.tsx';
import { useAct } from '../desk/hooks.ts';
import { ActForm, TextLine } from '../forms/fields.tsx';
import { NotYours } from '../frame/NotYours.tsx';
import { TroubleNotice } from '../frame/TroubleNotice.tsx';
import { SavedTable } from '../tables/SavedTable.tsx';
import { Share } from '../tables/Share.tsx';
import { useSpeech } from '../words/language.tsx';

interface SchoolPartProps {
  readonly campaign: string;
  /** Opened at once; null: none yet. */
  readonly uai: string | null;
  readonly onOpen: (uai: string) => void;
}

export function SchoolPart({ campaign, uai, onOpen }: SchoolPartProps) {
  const { words } = useSpeech();
  const own = words.files;
  const [typed, setTyped] = useState(uai ?? '');
  const { act, isActing, done, trouble } = useAct('schoolFile');
  const first = useRef(uai);
  useEffect(() => {
    if (first.current !== null) act({ campaign, uai: first.current });
  }, [act, campaign]);
  const open = () => {
    const wanted = typed.trim().toUpperCase();
    // The one that is open is asked for again; another goes through the address, which a link can give.
    if (wanted === uai) act({ campaign, uai: wanted });
    else onOpen(wanted);
  };
  return (
    <section>
      <h2>{own.school}</h2>
      <ActForm label={own.school} onSubmit={open}>
        <div className="filters">
          <TextLine label="UAI" value={typed} onChange={setTyped} placeholder="0750655E" narrow />
          <Button type="submit" isDisabled={typed.trim() === '' || isActing}>
            {own.open}
          </Button>
        </div>
      </ActForm>
      <TroubleNotice trouble={trouble} />
      {done !== null && <School campaign={campaign} school={done} />}
    </section>
  );
}

function School({ campaign, school }: { readonly campaign: string; readonly school: SchoolFile }) {
  const { words, text, number } = useSpeech();
  const own = words.files;
  return (
    <div className="file-acts">
      <h3>{school.name}</h3>
      <p className="soft">
        {school.uai} · {school.town} · {school.academie} ({school.departement}) · {text(school.area)}
      </p>
      <ul>
        {school.levels.map(({ level, title, classes, pupils }) => (
          <li key={level}>{own.levelCounts(text(title), number(classes), number(pupils))}</li>
        ))}
        <li>{own.reservesLeft(number(school.reservesLeft))}</li>
        {Object.entries(school.replaced).map(([reason, count]) => (
          <li key={reason}>{own.replaced(number(count), own.reasons[reason] ?? reason)}</li>
        ))}
      </ul>
      {school.participation.length > 0 && (
        <SavedTable label={words.participation.sequences}>
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">{words.participation.sequence}</th>
                <th scope="col" className="number">
                  {words.participation.expected}
                </th>
                <th scope="col" className="number">
                  {words.participation.share}
                </th>
                <th scope="col" className="number">
                  {words.participation.notBegun}
                </th>
              </tr>
            </thead>
            <tbody>
              {school.participation.map((one) => {
                const name = `${text(one.levelTitle)} · ${text(one.title)}`;
                return (
                  <tr key={one.sequence}>
                    <th scope="row">{name}</th>
                    <td className="number">{number(one.expected)}</td>
                    <td>
                      <Share done={one.complete} of={one.expected} label={name} />
                    </td>
                    <td className="number">{number(one.notBegun)}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </SavedTable>
      )}
      <Revoke campaign={campaign} uai={school.uai} />
    </div>
  );
}

function Revoke({ campaign, uai }: { readonly campaign: string; readonly uai: string }) {
  const { words, number } = useSpeech();
  const own = words.files;
  const mayRevoke = useMay('codes revoke');
  const [who, setWho] = useState<'head' | 'teacher'>('head');
  const [label, setLabel] = useState('');
  const { act, isActing, done, trouble } = useAct('revokeStaff');
  if (!mayRevoke)
    return (
      <details>
        <summary>{own.revoke}</summary>
        <NotYours command="codes revoke" />
      </details>
    );
  const isReady = who === 'head' || label.trim() !== '';
  return (
    <details>
      <summary>{own.revoke}</summary>
      <ActForm
        label={own.revoke}
        onSubmit={() => act({ campaign, uai, teacher: who === 'head' ? null : { label, rank: 1 } })}
      >
        <p className="soft">{own.revokeAbout}</p>
        <fieldset className="choice-row">
          <legend className="only-heard">{own.revoke}</legend>
          {(['head', 'teacher'] as const).map((one) => (
            <label key={one} className="tick-box">
              <input type="radio" name="staff" checked={who === one} onChange={() => setWho(one)} />
              <span>{own.staff[one]}</span>
            </label>
          ))}
        </fieldset>
        {who === 'teacher' && <TextLine label={own.class} value={label} onChange={setLabel} narrow />}
        <Button type="submit" variant="danger" isDisabled={!isReady || isActing || done !== null}>
          {own.revokeNow}
        </Button>
        <TroubleNotice trouble={trouble} />
        {done !== null && (
          <Notice tone="good" announced>
            <p>{own.revoked(number(done.newRoots))}</p>
          </Notice>
        )}
      </ActForm>
    </details>
  );
}
