/** Areas of inspectors: who has a code, giving and replacing one, letters, and declaring circonscriptions. */
import {
  AREA_CODE_STATES,
  AREA_KINDS,
  type AreaCodeState,
  type AreaKind,
  type AreaShown,
} from '@cloison/console-messages';
import { Button } from '@cloison/theme';
import { useMemo, useState } from 'react';
import { useMay, useWorkEnded } from '../desk/desk-context.tsx';
import { useAnswer } from '../desk/hooks.ts';
import { PageTitle } from '../frame/PageTitle.tsx';
import { TroubleNotice } from '../frame/TroubleNotice.tsx';
import { useAddressState } from '../navigation/address-state.ts';
import { DataTable, type TableColumn } from '../tables/DataTable.tsx';
import { ChoiceFilter, Filters, SearchFilter } from '../tables/filters.tsx';
import { useSpeech } from '../words/language.tsx';
import { useLatest, useStart } from '../works/use-work.ts';
import { WorkCard } from '../works/WorkCard.tsx';
import { AreaPart } from './AreaPart.tsx';
import { ImportAreas, PrintAreas } from './area-forms.tsx';

const EVERY_MS = 60_000;
const TONES: Readonly<Record<AreaCodeState, 'good' | 'wait' | undefined>> = {
  none: undefined,
  waiting: 'wait',
  open: 'good',
};

export function AreasPage({ campaign }: { readonly campaign: string }) {
  const { words } = useSpeech();
  const { answer, trouble, again } = useAnswer('areas', { campaign }, EVERY_MS, useWorkEnded());
  const latest = useLatest(['assignAreas', 'importAreas'], campaign);
  return (
    <div className="page">
      <PageTitle>{words.pages.areas}</PageTitle>
      <p className="soft">{words.areas.about}</p>
      <p className="soft">{words.areas.used}</p>
      <TroubleNotice trouble={trouble} />
      {answer === null ? (
        trouble === null && <p>{words.loading}</p>
      ) : (
        <AreasList campaign={campaign} areas={answer.areas} onChanged={again} />
      )}
      {latest !== null && <WorkCard id={latest.id} level={2} />}
      {answer !== null && <PrintAreas campaign={campaign} lettersAt={answer.lettersAt} />}
      <ImportAreas campaign={campaign} />
    </div>
  );
}

interface AreasListProps {
  readonly campaign: string;
  readonly areas: readonly AreaShown[];
  readonly onChanged: () => void;
}

function AreasList({ campaign, areas, onChanged }: AreasListProps) {
  const { words, number } = useSpeech();
  const own = words.areas;
  const mayAssign = useMay('areas assign');
  const { start, isStarting, trouble } = useStart();
  const [typed, setTyped] = useState('');
  const [kind, setKind] = useAddressState<AreaKind | ''>('sorte', '', ['', ...AREA_KINDS]);
  const [state, setState] = useAddressState<AreaCodeState | ''>('etat', '', ['', ...AREA_CODE_STATES]);
  const [academie, setAcademie] = useAddressState('academie', '');
  const [chosen, setChosen] = useAddressState('territoire', '');
  const columns = useColumns(chosen, setChosen);
  const more = useMemo(
    () => [
      { head: own.code, value: ({ code }: AreaShown) => code },
      { head: own.academie, value: ({ academie: one }: AreaShown) => one },
    ],
    [own],
  );
  const academies = useMemo(
    () => [...new Set(areas.map((one) => one.academie))].filter((one) => one !== '').sort(),
    [areas],
  );
  const rows = useMemo(() => {
    const wanted = plain(typed);
    return areas.filter(
      (one) =>
        (kind === '' || one.kind === kind) &&
        (state === '' || one.state === state) &&
        (academie === '' || one.academie === academie) &&
        plain(`${one.label} ${one.code} ${one.academie}`).includes(wanted),
    );
  }, [areas, typed, kind, state, academie]);
  const without = rows.filter((one) => one.state === 'none' && one.schools > 0);
  const open = areas.find(({ code }) => code === chosen);
  return (
    <>
      <Filters count={own.count(number(rows.length), number(areas.length))}>
        <SearchFilter label={own.search} value={typed} onChange={setTyped} />
        <ChoiceFilter
          label={own.kind}
          all={own.allKinds}
          value={kind}
          options={AREA_KINDS}
          wordsOf={(one) => own.kinds[one]}
          onChange={setKind}
        />
        <ChoiceFilter
          label={own.academie}
          all={own.allAcademies}
          value={academie}
          options={academies}
          onChange={setAcademie}
        />
        <ChoiceFilter
          label={own.state}
          all={own.allStates}
          value={state}
          options={AREA_CODE_STATES}
          wordsOf={(one) => own.states[one]}
          onChange={setState}
        />
      </Filters>
      <div className="request-pair" data-open={open !== undefined}>
        {rows.length === 0 ? (
          <p>{own.none}</p>
        ) : (
          <DataTable
            label={words.pages.areas}
            columns={columns}
            rows={rows}
            keyOf={({ code }) => code}
            more={more}
            sortedBy={{ id: 'name', desc: false }}
          />
        )}
        {open !== undefined && (
          <AreaPart
            key={open.code}
            campaign={campaign}
            area={open}
            onChanged={onChanged}
            onClose={() => setChosen('')}
          />
        )}
      </div>
      {mayAssign && without.length > 0 && (
        <div className="actions">
          <Button
            isDisabled={isStarting}
            onPress={() => start({ kind: 'assignAreas', campaign, areas: without.map(({ code }) => code) })}
          >
            {own.assignAll(number(without.length))}
          </Button>
        </div>
      )}
      <TroubleNotice trouble={trouble} />
    </>
  );
}

/** Without accents and capitals. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
}

function useColumns(chosen: string, onChoose: (code: string) => void): readonly TableColumn<AreaShown>[] {
  const { words, number } = useSpeech();
  const own = words.areas;
  return useMemo(
    (): readonly TableColumn<AreaShown>[] => [
      {
        id: 'name',
        head: own.name,
        value: ({ label }) => label,
        cell: ({ code, label, academie, kind }) => (
          <>
            <button
              type="button"
              className="link-button"
              aria-pressed={code === chosen}
              onClick={() => onChoose(code)}
            >
              {label}
            </button>
            <span className="request-about soft">
              {code}
              {kind !== 'academie' && academie !== '' && ` · ${academie}`}
            </span>
          </>
        ),
      },
      {
        id: 'state',
        head: own.state,
        value: ({ state }) => AREA_CODE_STATES.indexOf(state),
        said: ({ state }) => own.states[state],
        cell: ({ state }) => (
          <span className="tag" data-tone={TONES[state]}>
            {own.states[state]}
          </span>
        ),
      },
      { id: 'kind', head: own.kind, value: ({ kind }) => own.kinds[kind] },
      {
        id: 'schools',
        head: own.schools,
        value: ({ schools }) => schools,
        cell: ({ schools }) => number(schools),
        isNumber: true,
      },
    ],
    [own, number, chosen, onChoose],
  );
}
