/** What a person may do at a step: a short form, and the work that it started. */
import type { CampaignLife, LifeStepId, WorkKind } from '@cloison/console-messages';
import { COMMAND_OF_WORK } from '@cloison/console-messages';
import { Button } from '@cloison/theme';
import { useState } from 'react';
import { useMay } from '../desk/desk-context.tsx';
import { ActForm, TextLine, TickBox } from '../forms/fields.tsx';
import { NotYours } from '../frame/NotYours.tsx';
import { TroubleNotice } from '../frame/TroubleNotice.tsx';
import { formatRoute, type PageName } from '../navigation/routes.ts';
import { useSpeech } from '../words/language.tsx';
import { useLatest, useStart } from '../works/use-work.ts';
import { WorkCard } from '../works/WorkCard.tsx';

interface StepActsProps {
  readonly step: LifeStepId;
  readonly life: CampaignLife;
}

const KINDS: Readonly<Partial<Record<LifeStepId, WorkKind>>> = {
  roster: 'roster',
  mint: 'mint',
  assign: 'assign',
  print: 'letters',
  publish: 'publish',
  collect: 'collect',
  report: 'collect',
};

/** Steps that have a page of their own. */
const PAGES_OF: Readonly<Partial<Record<LifeStepId, PageName>>> = { close: 'closing', export: 'results' };

export function StepActs({ step, life }: StepActsProps) {
  const { words } = useSpeech();
  const kind = KINDS[step];
  const page = PAGES_OF[step];
  if (page !== undefined)
    return (
      <p>
        <a href={formatRoute({ campaign: life.campaign, page })}>{words.pages[page]}</a>
      </p>
    );
  return kind === undefined ? null : <WorkOfStep kind={kind} step={step} life={life} />;
}

function WorkOfStep({ kind, step, life }: StepActsProps & { readonly kind: WorkKind }) {
  const mayDo = useMay(COMMAND_OF_WORK[kind]);
  const latest = useLatest([kind], life.campaign);
  if (!mayDo) return <NotYours command={COMMAND_OF_WORK[kind]} />;
  return (
    <>
      <FormOfStep step={step} life={life} />
      {latest !== null && <WorkCard id={latest.id} />}
    </>
  );
}

function FormOfStep({ step, life }: StepActsProps) {
  switch (step) {
    case 'roster':
      return <RosterForm campaign={life.campaign} />;
    case 'mint':
    case 'assign':
      return <PlainForm kind={step} campaign={life.campaign} />;
    case 'print':
      return <LettersForm campaign={life.campaign} />;
    case 'publish':
      return <PublishForm life={life} />;
    case 'collect':
    case 'report':
      return <CollectForm life={life} />;
    default:
      return null;
  }
}

function RosterForm({ campaign }: { readonly campaign: string }) {
  const { words } = useSpeech();
  const { start, isStarting, trouble } = useStart();
  const [schools, setSchools] = useState('');
  const [pupils, setPupils] = useState('');
  const [accommodations, setAccommodations] = useState('');
  const [levels, setLevels] = useState('');
  const [allowDepartures, setAllowDepartures] = useState(false);
  const levelWords = levelWordsOf(levels);
  const { forms } = words.work;
  const run = (dryRun: boolean) =>
    levelWords !== null &&
    start({
      kind: 'roster',
      campaign,
      schools,
      pupils,
      accommodations: accommodations.trim() === '' ? null : accommodations,
      levelWords,
      dryRun,
      allowDepartures,
    });
  const isEmpty = schools === '' || pupils === '' || levelWords === null;
  return (
    <ActForm label={words.work.kinds.roster} onSubmit={() => run(true)}>
      <TextLine label={forms.schools} help={forms.schoolsHelp} value={schools} onChange={setSchools} />
      <TextLine label={forms.pupils} help={forms.pupilsHelp} value={pupils} onChange={setPupils} />
      <details>
        <summary>{forms.exports}</summary>
        <TextLine
          label={forms.accommodations}
          help={forms.accommodationsHelp}
          value={accommodations}
          onChange={setAccommodations}
        />
        <TextLine label={forms.levelWords} help={forms.levelWordsHelp} value={levels} onChange={setLevels} />
      </details>
      <TickBox label={forms.departures} value={allowDepartures} onChange={setAllowDepartures} />
      <div className="actions">
        <Button type="submit" isDisabled={isEmpty || isStarting}>
          {forms.checkOnly}
        </Button>
        <Button variant="primary" isDisabled={isEmpty || isStarting} onPress={() => run(false)}>
          {forms.import}
        </Button>
      </div>
      <TroubleNotice trouble={trouble} />
    </ActForm>
  );
}

/** `164=6e, 165=5e`; null while something else stands there. */
function levelWordsOf(text: string): [string, string][] | null {
  const parts = text.split(/[,;\s]+/).filter((part) => part !== '');
  const pairs = parts.map((part): [string, string] | null => {
    const [word = '', level = '', ...more] = part.split('=');
    // As the command does, whatever the case of an export's words.
    return word === '' || level === '' || more.length > 0 ? null : [word.toLowerCase(), level];
  });
  return pairs.every((pair) => pair !== null) ? pairs : null;
}

function PlainForm({ kind, campaign }: { readonly kind: 'mint' | 'assign'; readonly campaign: string }) {
  const { words } = useSpeech();
  const { start, isStarting, trouble } = useStart();
  return (
    <ActForm label={words.work.kinds[kind]} onSubmit={() => start({ kind, campaign })}>
      <Button type="submit" variant="primary" isDisabled={isStarting}>
        {words.work.forms[kind]}
      </Button>
      <TroubleNotice trouble={trouble} />
    </ActForm>
  );
}

function LettersForm({ campaign }: { readonly campaign: string }) {
  const { words } = useSpeech();
  const { start, isStarting, trouble } = useStart();
  const [out, setOut] = useState('');
  const [single, setSingle] = useState(false);
  const { forms } = words.work;
  return (
    <ActForm
      label={words.work.kinds.letters}
      onSubmit={() => start({ kind: 'letters', campaign, out, single, areas: false })}
    >
      <TextLine label={forms.out} help={forms.lettersHelp} value={out} onChange={setOut} />
      <TickBox label={forms.single} value={single} onChange={setSingle} />
      <Button type="submit" variant="primary" isDisabled={out === '' || isStarting}>
        {forms.print}
      </Button>
      <TroubleNotice trouble={trouble} />
    </ActForm>
  );
}

function PublishForm({ life }: { readonly life: CampaignLife }) {
  const { words } = useSpeech();
  const { start, isStarting, trouble } = useStart();
  const [platform, setPlatform] = useState(life.platform ?? '');
  const [again, setAgain] = useState(false);
  const { forms } = words.work;
  const run = (dryRun: boolean) =>
    start({ kind: 'publish', campaign: life.campaign, platform, dryRun, again });
  const isEmpty = platform === '' || isStarting;
  return (
    <ActForm label={words.work.kinds.publish} onSubmit={() => run(true)}>
      <TextLine
        label={forms.platform}
        value={platform}
        onChange={setPlatform}
        placeholder="https://evaluation.example/"
        inputMode="url"
      />
      <TickBox label={forms.again} value={again} onChange={setAgain} />
      <div className="actions">
        <Button type="submit" isDisabled={isEmpty}>
          {forms.countOnly}
        </Button>
        <Button variant="primary" isDisabled={isEmpty} onPress={() => run(false)}>
          {forms.publish}
        </Button>
      </div>
      <TroubleNotice trouble={trouble} />
    </ActForm>
  );
}

function CollectForm({ life }: { readonly life: CampaignLife }) {
  const { words } = useSpeech();
  const { start, isStarting, trouble } = useStart();
  const [platform, setPlatform] = useState(life.platform ?? '');
  const { forms } = words.work;
  const run = (continuous: boolean) =>
    start({ kind: 'collect', campaign: life.campaign, platform, continuous });
  const isEmpty = platform === '' || isStarting;
  return (
    <ActForm label={words.work.kinds.collect} onSubmit={() => run(false)}>
      <TextLine label={forms.platform} value={platform} onChange={setPlatform} inputMode="url" />
      <div className="actions">
        <Button type="submit" isDisabled={isEmpty}>
          {forms.onePass}
        </Button>
        <Button variant="primary" isDisabled={isEmpty} onPress={() => run(true)}>
          {forms.continuous}
        </Button>
      </div>
      <TroubleNotice trouble={trouble} />
    </ActForm>
  );
}
