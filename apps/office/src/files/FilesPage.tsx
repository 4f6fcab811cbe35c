/**
 * The file of a pupil, found by order number or name, and that of a school, by UAI. What is found stays on this page alone:
 * the address never names anybody, and leaving the page forgets it.
 */
import type { FoundPupil, FoundPupils } from '@cloison/console-messages';
import { Button, Notice, TableFrame } from '@cloison/theme';
import { useState } from 'react';
import { useDesk, useMay } from '../desk/desk-context.tsx';
import { useAct } from '../desk/hooks.ts';
import { ActForm, TextLine } from '../forms/fields.tsx';
import { NotYours } from '../frame/NotYours.tsx';
import { PageTitle } from '../frame/PageTitle.tsx';
import { TroubleNotice } from '../frame/TroubleNotice.tsx';
import { useAddressState } from '../navigation/address-state.ts';
import { useSpeech } from '../words/language.tsx';
import { PupilActs } from './PupilActs.tsx';
import { SchoolPart } from './SchoolPart.tsx';

export function FilesPage({ campaign }: { readonly campaign: string }) {
  const { words } = useSpeech();
  const [uai, setUai] = useAddressState('uai', '');
  return (
    <div className="page">
      <PageTitle>{words.pages.files}</PageTitle>
      <div className="file-pair">
        <PupilSearch campaign={campaign} onSchool={setUai} />
        <SchoolPart key={uai} campaign={campaign} uai={uai === '' ? null : uai} onOpen={setUai} />
      </div>
    </div>
  );
}

interface PupilSearchProps {
  readonly campaign: string;
  readonly onSchool: (uai: string) => void;
}

function PupilSearch({ campaign, onSchool }: PupilSearchProps) {
  const { words } = useSpeech();
  const own = words.files;
  const { session } = useDesk();
  const mayFind = useMay('roster find');
  const [wanted, setWanted] = useState('');
  const [school, setSchool] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const { act, isActing, done, trouble } = useAct('findPupils', ({ pupils }) =>
    setChosen(pupils.length === 1 ? (pupils[0]?.order ?? null) : null),
  );
  if (!mayFind || !session.hasKeys)
    return (
      <section>
        <h2>{own.pupil}</h2>
        <Notice tone="info">{mayFind ? <p>{words.noKeys}</p> : <NotYours command="roster find" />}</Notice>
      </section>
    );
  const pupil = done?.pupils.find(({ order }) => order !== null && order === chosen) ?? null;
  return (
    <section>
      <h2>{own.pupil}</h2>
      <p className="soft">{own.journaled}</p>
      <ActForm
        label={own.pupil}
        onSubmit={() => act({ campaign, wanted, uai: school.trim() === '' ? null : school })}
      >
        <div className="filters">
          <TextLine label={own.wanted} value={wanted} onChange={setWanted} narrow />
          <TextLine label={own.inSchool} value={school} onChange={setSchool} narrow />
          <Button type="submit" variant="primary" isDisabled={wanted.trim() === '' || isActing}>
            {own.find}
          </Button>
        </div>
      </ActForm>
      <p className="soft" role="status">
        {isActing && (school.trim() === '' ? own.searchingAll : own.searching)}
      </p>
      <TroubleNotice trouble={trouble} />
      {done !== null && <Found found={done} chosen={chosen} onChoose={setChosen} onSchool={onSchool} />}
      {pupil?.order != null && <PupilActs key={pupil.order} campaign={campaign} order={pupil.order} />}
    </section>
  );
}

interface FoundProps {
  readonly found: FoundPupils;
  readonly chosen: string | null;
  readonly onChoose: (order: string) => void;
  readonly onSchool: (uai: string) => void;
}

function Found({ found: { found, pupils }, chosen, onChoose, onSchool }: FoundProps) {
  const { words, number } = useSpeech();
  const own = words.files;
  if (pupils.length === 0) return <p aria-live="polite">{own.nobody}</p>;
  return (
    <>
      <p aria-live="polite">{own.found(number(found), number(pupils.length))}</p>
      <TableFrame label={own.pupil}>
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">{own.order}</th>
              <th scope="col">{own.name}</th>
              <th scope="col">{own.birth}</th>
              <th scope="col">{own.class}</th>
              <th scope="col">UAI</th>
            </tr>
          </thead>
          <tbody>
            {pupils.map((pupil) => (
              <PupilRow
                key={`${pupil.order}${pupil.uai}${pupil.lastName}${pupil.firstName}${pupil.birthDate}`}
                pupil={pupil}
                isChosen={pupil.order !== null && pupil.order === chosen}
                onChoose={onChoose}
                onSchool={onSchool}
              />
            ))}
          </tbody>
        </table>
      </TableFrame>
    </>
  );
}

interface PupilRowProps extends Pick<FoundProps, 'onChoose' | 'onSchool'> {
  readonly pupil: FoundPupil;
  readonly isChosen: boolean;
}

function PupilRow({ pupil, isChosen, onChoose, onSchool }: PupilRowProps) {
  const { words, day } = useSpeech();
  const { order } = pupil;
  return (
    <tr data-chosen={isChosen}>
      <th scope="row">
        {order === null ? (
          '–'
        ) : (
          <button
            type="button"
            className="link-button"
            aria-pressed={isChosen}
            onClick={() => onChoose(order)}
          >
            {order}
          </button>
        )}
      </th>
      <td>
        <span className="last-name">{pupil.lastName}</span> {pupil.firstName}
        {pupil.state === 'left' && ` (${words.files.left})`}
      </td>
      <td>{day(pupil.birthDate, 'UTC')}</td>
      <td>
        {pupil.classLabel}, {pupil.level}
      </td>
      <td>
        <button type="button" className="link-button" onClick={() => onSchool(pupil.uai)}>
          {pupil.uai}
        </button>
      </td>
    </tr>
  );
}
