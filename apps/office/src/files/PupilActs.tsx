/** What may be done for one pupil: read the history of the sittings (by two), give a reserve code. */
import type { PupilSittings } from '@cloison/console-messages';
import { Button, Notice } from '@cloison/theme';
import { useState } from 'react';
import { useMay } from '../desk/desk-context.tsx';
import { useAct } from '../desk/hooks.ts';
import { ActForm, TickBox } from '../forms/fields.tsx';
import { TroubleNotice } from '../frame/TroubleNotice.tsx';
import { useSpeech } from '../words/language.tsx';

interface PupilActsProps {
  readonly campaign: string;
  readonly order: string;
}

export function PupilActs(props: PupilActsProps) {
  const { words } = useSpeech();
  return (
    <div className="file-acts">
      <h3>{words.files.of(props.order)}</h3>
      <History {...props} />
      <Reserve {...props} />
    </div>
  );
}

function History({ campaign, order }: PupilActsProps) {
  const { words } = useSpeech();
  const own = words.files;
  const mayRead = useMay('roster sitting');
  const reading = useAct('pupilSittings');
  const approving = useAct('approve');
  if (!mayRead) return null;
  const isMissing = reading.trouble?.code === 'approval-missing';
  return (
    <div>
      <div className="actions">
        <Button isDisabled={reading.isActing} onPress={() => reading.act({ campaign, order })}>
          {own.history}
        </Button>
        <Button
          variant="quiet"
          isDisabled={approving.isActing}
          onPress={() => approving.act({ act: 'read-sitting', campaign, order })}
        >
          {own.approveReading}
        </Button>
      </div>
      {isMissing ? (
        <Notice tone="warning" announced>
          <p>{own.needsTwo}</p>
        </Notice>
      ) : (
        <TroubleNotice trouble={reading.trouble} />
      )}
      <TroubleNotice trouble={approving.trouble} />
      {approving.done !== null && (
        <Notice tone="good" announced>
          <p>{own.approved(approving.done.by)}</p>
        </Notice>
      )}
      {reading.done !== null && <Sittings history={reading.done} />}
    </div>
  );
}

function Sittings({ history }: { readonly history: PupilSittings }) {
  const { words, text, dateTime, number } = useSpeech();
  const own = words.files;
  const { codes, sittings, observations } = history;
  return (
    <div className="file-history" aria-live="polite">
      {sittings.length === 0 && <p>{own.noSitting}</p>}
      <ul>
        {sittings.map((one) => (
          <li key={one.sequence}>
            <strong>{one.sequence}</strong> : {own.sittingStates[one.state] ?? one.state},{' '}
            {own.answered(number(one.answered), number(one.expected))}
            {one.receipt !== null && (
              <>
                {' '}
                · {own.receipt} <code>{one.receipt}</code>
              </>
            )}
          </li>
        ))}
        {observations.map(({ sequence, said }) => (
          <li key={`${sequence}${said.fr}`} className="file-observation">
            {sequence} : {text(said)}
          </li>
        ))}
      </ul>
      <ol className="file-codes">
        {codes.map((code, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: codes have no name of their own here, and the list stays as it came
          <li key={i}>
            {own.codeStates[code.state] ?? code.state}
            {code.reason !== null && ` (${own.reasons[code.reason] ?? code.reason})`}
            {!code.published && `, ${own.notPublished}`}
            <ul>
              {code.records.map((record) => (
                <li key={`${record.name}${record.version}${record.at}`}>
                  {dateTime(record.at)} · {record.name}, v{record.version}
                  {record.final && `, ${own.final}`}
                  {record.beside !== null && `, ${own.beside}`}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </div>
  );
}

function Reserve({ campaign, order }: PupilActsProps) {
  const { words, number } = useSpeech();
  const own = words.files;
  const mayGive = useMay('codes reserve');
  const [reason, setReason] = useState<'lost' | 'misused'>('lost');
  const [showCode, setShowCode] = useState(false);
  const { act, isActing, done, trouble } = useAct('giveReserve');
  if (!mayGive) return null;
  return (
    <ActForm label={own.reserve} onSubmit={() => act({ campaign, order, reason, showCode })}>
      <h4>{own.reserve}</h4>
      <fieldset className="choice-row">
        <legend className="only-heard">{own.reason}</legend>
        {(['lost', 'misused'] as const).map((one) => (
          <label key={one} className="tick-box">
            <input type="radio" name="reason" checked={reason === one} onChange={() => setReason(one)} />
            <span>{own.reserveReasons[one]}</span>
          </label>
        ))}
      </fieldset>
      <TickBox label={own.showCode} value={showCode} onChange={setShowCode} />
      <Button type="submit" isDisabled={isActing || done !== null}>
        {own.give}
      </Button>
      <TroubleNotice trouble={trouble} />
      {done !== null && (
        <Notice tone="good" announced>
          <p>{own.given(number(done.reservesLeft))}</p>
          {done.code !== null && (
            <p>
              <code className="file-code">{done.code}</code>
            </p>
          )}
        </Notice>
      )}
    </ActForm>
  );
}
