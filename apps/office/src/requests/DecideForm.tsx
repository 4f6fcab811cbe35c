/** Granting or refusing, with words. Enter does what was chosen; nothing is chosen at first. */
import type { SchoolRequest } from '@cloison/console-messages';
import { Button, Notice } from '@cloison/theme';
import { useState } from 'react';
import { useMay } from '../desk/desk-context.tsx';
import { useAct } from '../desk/hooks.ts';
import { ActForm, TextLine } from '../forms/fields.tsx';
import { TroubleNotice } from '../frame/TroubleNotice.tsx';
import { useSpeech } from '../words/language.tsx';

interface DecideFormProps {
  readonly campaign: string;
  readonly request: SchoolRequest;
  readonly onAnswered: () => void;
}

const CHOICES = ['grant', 'refuse'] as const;
type Choice = (typeof CHOICES)[number];
const COMMANDS = { grant: 'requests grant', refuse: 'requests refuse' } as const;

export function DecideForm({ campaign, request, onAnswered }: DecideFormProps) {
  const { words } = useSpeech();
  const own = words.requests;
  const may = { grant: useMay(COMMANDS.grant), refuse: useMay(COMMANDS.refuse) };
  const [choice, setChoice] = useState<Choice | null>(null);
  const [answer, setAnswer] = useState('');
  const [minutes, setMinutes] = useState(request.minutes === null ? '' : String(request.minutes));
  const grant = useAct('grantRequest', onAnswered);
  const refuse = useAct('refuseRequest', onAnswered);
  if (grant.done !== null || refuse.done !== null) {
    return (
      <Notice tone="good" announced>
        <p>{grant.done === null ? own.refused : own.granted}</p>
      </Notice>
    );
  }
  if (request.state === 'told') return <p className="soft">{own.effects.incident}</p>;
  if (request.state !== 'asked' || (!may.grant && !may.refuse)) return null;
  const hasMinutes = choice === 'grant' && (request.kind === 'more-time' || request.kind === 'reopen');
  const given = minutesOf(minutes);
  const areMinutesRight = !hasMinutes || given !== 'wrong';
  const isActing = grant.isActing || refuse.isActing;
  const isReady = choice !== null && areMinutesRight && (choice === 'grant' || answer.trim() !== '');
  const decide = () => {
    if (!isReady || isActing) return;
    const asked = { campaign, id: request.id, answer };
    if (choice === 'refuse') refuse.act(asked);
    else grant.act({ ...asked, minutes: hasMinutes && given !== 'wrong' ? given : null });
  };
  return (
    <ActForm label={own.decide} onSubmit={decide}>
      <p>{own.effects[request.kind]}</p>
      <fieldset className="choice-row">
        <legend className="only-heard">{own.decide}</legend>
        {CHOICES.filter((one) => may[one]).map((one) => (
          <label key={one} className="tick-box">
            <input type="radio" name="decision" checked={choice === one} onChange={() => setChoice(one)} />
            <span>{own.choices[one]}</span>
          </label>
        ))}
      </fieldset>
      {hasMinutes && (
        <TextLine
          label={request.kind === 'reopen' ? own.mayMinutes : own.moreMinutes}
          help={own.moreMinutesHelp}
          value={minutes}
          onChange={setMinutes}
          inputMode="numeric"
          narrow
        />
      )}
      {choice !== null && (
        <>
          <TextLine label={own.toSchool[choice]} value={answer} onChange={setAnswer} />
          <Button
            type="submit"
            variant={choice === 'grant' ? 'primary' : 'danger'}
            isDisabled={!isReady || isActing}
          >
            {choice === 'grant' ? own.grantNow : own.refuseNow}
          </Button>
        </>
      )}
      <TroubleNotice trouble={choice === 'refuse' ? refuse.trouble : grant.trouble} />
    </ActForm>
  );
}

/** Null: none are given, so those that were asked for. */
function minutesOf(typed: string): number | null | 'wrong' {
  if (typed.trim() === '') return null;
  const value = /^\d{1,3}$/.test(typed.trim()) ? Number(typed) : 0;
  return value >= 1 && value <= 180 ? value : 'wrong';
}
