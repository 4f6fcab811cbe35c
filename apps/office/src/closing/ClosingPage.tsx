/**
 * Closing as a checklist: what will die, what would stay unfinished, what the closing itself verifies, two persons, and then the
 * act. The other person's approval is asked for last, as by the command.
 */
import type { Closing as ClosingShown } from '@cloison/console-messages';
import { Button, Icon, Notice } from '@cloison/theme';
import { type ReactNode, useState } from 'react';
import { useDesk, useMay, useWorkEnded } from '../desk/desk-context.tsx';
import { useAct, useAnswer } from '../desk/hooks.ts';
import { ActForm, TextLine, TickBox } from '../forms/fields.tsx';
import { NotYours } from '../frame/NotYours.tsx';
import { PageTitle } from '../frame/PageTitle.tsx';
import { TroubleNotice } from '../frame/TroubleNotice.tsx';
import { formatRoute } from '../navigation/routes.ts';
import { SavedTable } from '../tables/SavedTable.tsx';
import { useSpeech } from '../words/language.tsx';
import { useLatest, useStart } from '../works/use-work.ts';
import { WorkCard } from '../works/WorkCard.tsx';
import { ByCertificate, looksClosed } from './ByCertificate.tsx';

const EVERY_MS = 10_000;

export function ClosingPage({ campaign }: { readonly campaign: string }) {
  const { words } = useSpeech();
  const mayLook = useMay('campaign close');
  return (
    <div className="page">
      <PageTitle>{words.pages.closing}</PageTitle>
      {mayLook ? <Closing campaign={campaign} /> : <NotYours command="campaign close" />}
    </div>
  );
}

function Closing({ campaign }: { readonly campaign: string }) {
  const { words } = useSpeech();
  const { answer, trouble, again } = useAnswer('closing', { campaign }, EVERY_MS, useWorkEnded());
  const latest = useLatest(['close', 'closeByCertificate'], campaign);
  return (
    <>
      <TroubleNotice trouble={trouble} />
      {answer === null ? (
        trouble === null && <p>{words.loading}</p>
      ) : answer.state === 'closed' ? (
        <Notice tone="good">
          <p>{words.closing.closed}</p>
          <p>
            <a href={formatRoute({ campaign, page: 'results' })}>{words.pages.results}</a>
          </p>
        </Notice>
      ) : (
        <OpenCampaign campaign={campaign} closing={answer} again={again} />
      )}
      {answer !== null && answer.state !== 'open' && <Steps closing={answer} />}
      {latest !== null && <WorkCard id={latest.id} level={2} />}
    </>
  );
}

interface ChecklistProps {
  readonly campaign: string;
  readonly closing: ClosingShown;
  readonly again: () => void;
}

/** Where a campaign may have been closed elsewhere, that comes first; it is never out of reach. */
function OpenCampaign(props: ChecklistProps) {
  const { words } = useSpeech();
  const own = words.closing;
  const byCertificate = (
    <ByCertificate
      campaign={props.campaign}
      closing={props.closing}
      approval={
        <section className="two-persons" aria-label={own.twoPersons}>
          <h3>{own.twoPersons}</h3>
          <Approval of="close" {...props} />
        </section>
      }
    />
  );
  const { restoredAt, isTaken } = props.closing.byCertificate;
  if (looksClosed(props.closing)) {
    return (
      <>
        <section className="by-certificate">
          <h2>{own.byCertificate}</h2>
          {byCertificate}
        </section>
        {!isTaken && (
          <details>
            <summary>{own.withoutCertificate}</summary>
            <Checklist {...props} />
          </details>
        )}
      </>
    );
  }
  const folded = (
    <details className="by-certificate">
      <summary>{own.byCertificate}</summary>
      {byCertificate}
    </details>
  );
  return (
    <>
      {restoredAt !== null && folded}
      <Checklist {...props} />
      {restoredAt === null && folded}
    </>
  );
}

const SHOWN_WINDOWS = 6;

function Checklist({ campaign, closing, again }: ChecklistProps) {
  const { words, text, number, day, dateTime } = useSpeech();
  const own = words.closing;
  const { room } = closing;
  const hasRoom = room.freeBytes >= room.neededBytes;
  // Upwards, as the command says it.
  const megabytes = (bytes: number) => number(Math.ceil(bytes / 1e6));
  const unfinished = closing.sequences.reduce((sum, one) => sum + one.unfinished + one.neverBegun, 0);
  const missing = closing.copies.filter(({ place }) => place !== 'present');
  const { approvedBy } = closing;
  const isAwaited = approvedBy?.length === 0;
  const [wanted, setWanted] = useState<Wanted>({
    platform: closing.platform ?? '',
    day: '',
    leaveCopies: false,
    leaveRelays: false,
    why: '',
    confirm: '',
  });
  const form = (
    <CloseForm
      campaign={campaign}
      closing={closing}
      again={again}
      isAwaited={isAwaited}
      wanted={wanted}
      onChange={(change) => setWanted((before) => ({ ...before, ...change }))}
    />
  );
  return (
    <ol className="checklist">
      <Check title={own.dies} isFine={null}>
        <p>{own.diesText(number(closing.pupils))}</p>
        <ul>
          {closing.copies.map(({ path, place }) => (
            <li key={path}>
              <code>{path}</code> : {own.places[place]}
            </li>
          ))}
        </ul>
      </Check>
      <Check title={own.unfinished} isFine={unfinished === 0}>
        <p>
          {unfinished === 0 ? own.allFinished : own.unfinishedText(number(unfinished))}{' '}
          {closing.lastCollection === null
            ? own.neverCollected
            : own.collected(dateTime(closing.lastCollection))}
        </p>
        {closing.sequences.length > 0 && <Sequences closing={closing} />}
      </Check>
      <Check title={own.windows} isFine={closing.openWindows.length === 0}>
        {closing.openWindows.length === 0 ? (
          <p>{own.windowsOver}</p>
        ) : (
          <>
            <p>{own.windowsOpen(number(closing.openWindows.length))}</p>
            <ul>
              {closing.openWindows
                .slice(0, SHOWN_WINDOWS)
                .map(({ sequence, title, areaTitle, zone, until }) => (
                  <li key={`${sequence}${areaTitle.fr}`}>
                    {own.windowOf(text(title), text(areaTitle))} {own.until(dateTime(until, zone))}
                  </li>
                ))}
              {closing.openWindows.length > SHOWN_WINDOWS && (
                <li>{own.moreWindows(number(closing.openWindows.length - SHOWN_WINDOWS))}</li>
              )}
            </ul>
          </>
        )}
      </Check>
      <Check title={own.copies} isFine={missing.length === 0 && closing.laptopsOut.length === 0}>
        <p>{missing.length === 0 ? own.copiesHere : own.copiesAway(number(missing.length))}</p>
        {closing.laptopsOut.length > 0 && <p>{own.laptops(closing.laptopsOut.join(', '))}</p>}
      </Check>
      {closing.cohort !== null && (
        <Check title={own.cohort} isFine={closing.cohort.withoutIdentifier === 0 || closing.cohort.isOver}>
          <p>
            {own.cohortText(
              closing.cohort.name,
              number(closing.cohort.withoutIdentifier),
              day(closing.cohort.until, 'Etc/UTC'),
            )}
          </p>
          {closing.cohort.withoutIdentifier > 0 && !closing.cohort.isOver && <p>{own.cohortMark}</p>}
        </Check>
      )}
      <Check title={own.room} isFine={hasRoom}>
        <p>{own.roomText(megabytes(room.neededBytes), megabytes(room.freeBytes))}</p>
        {!hasRoom && <p>{own.makeRoom}</p>}
      </Check>
      {isAwaited && (
        <Check title={own.verify} isFine={null}>
          {form}
        </Check>
      )}
      <Check title={own.twoPersons} isFine={approvedBy === null ? null : !isAwaited}>
        <Approval of="close" campaign={campaign} closing={closing} again={again} />
      </Check>
      <Check title={own.act} isFine={null}>
        {isAwaited ? <p>{own.afterApproval}</p> : form}
      </Check>
    </ol>
  );
}

interface CheckProps {
  readonly title: string;
  /** Null: nothing to be right or wrong. */
  readonly isFine: boolean | null;
  readonly children: ReactNode;
}

function Check({ title, isFine, children }: CheckProps) {
  const { words } = useSpeech();
  return (
    <li data-fine={isFine === null ? 'none' : isFine}>
      <h2>
        {isFine !== null && <Icon name={isFine ? 'check' : 'warning'} />}
        {title}
        {isFine !== null && (
          <span className="only-heard">{isFine ? words.closing.fine : words.closing.look}</span>
        )}
      </h2>
      {children}
    </li>
  );
}

function Sequences({ closing }: { readonly closing: ClosingShown }) {
  const { words, text, number } = useSpeech();
  const { participation: own } = words;
  return (
    <SavedTable label={words.closing.unfinished}>
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">{own.sequence}</th>
            <th scope="col" className="number">
              {own.expected}
            </th>
            <th scope="col" className="number">
              {own.complete}
            </th>
            <th scope="col" className="number">
              {own.begun}
            </th>
            <th scope="col" className="number">
              {own.notBegun}
            </th>
            <th scope="col" className="number">
              {own.absent}
            </th>
          </tr>
        </thead>
        <tbody>
          {closing.sequences.map((one) => (
            <tr key={one.sequence}>
              <th scope="row">{text(one.title)}</th>
              <td className="number">{number(one.expected)}</td>
              <td className="number">{number(one.final)}</td>
              <td className="number">{number(one.unfinished)}</td>
              <td className="number">{number(one.neverBegun)}</td>
              <td className="number">{number(one.absent)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </SavedTable>
  );
}

/** Another person's approval: of closing, or of going on without the platform's statement. */
function Approval({
  of,
  campaign,
  closing,
  again,
}: ChecklistProps & { readonly of: keyof typeof APPROVALS }) {
  const { words } = useSpeech();
  const own = words.closing;
  const { session } = useDesk();
  const { act, isActing, done, trouble } = useAct('approve', again);
  const { by, button } = APPROVALS[of];
  const approvedBy = closing[by];
  if (approvedBy === null) return <p>{own.noRoles}</p>;
  const isApproved = done !== null || closing.ownApprovals.includes(of);
  return (
    <>
      <p>{approvedBy.length > 0 ? own.approvedBy(approvedBy.join(', ')) : own.notApproved(session.who)}</p>
      {isApproved ? (
        <Notice tone="good" announced>
          <p>{own.youApproved}</p>
        </Notice>
      ) : (
        <Button isDisabled={isActing} onPress={() => act({ act: of, campaign })}>
          {own[button]}
        </Button>
      )}
      <TroubleNotice trouble={trouble} />
    </>
  );
}

const APPROVALS = {
  close: { by: 'approvedBy', button: 'approve' },
  'close-unstated': { by: 'unstatedApprovedBy', button: 'approveUnstated' },
} as const;

/** What is written in the form: the same before the approval and after it. */
interface Wanted {
  readonly platform: string;
  readonly day: string;
  readonly leaveCopies: boolean;
  readonly leaveRelays: boolean;
  readonly why: string;
  readonly confirm: string;
}

interface CloseFormProps extends ChecklistProps {
  /** Nobody else has approved yet: all is verified, and then the closing waits. */
  readonly isAwaited: boolean;
  readonly wanted: Wanted;
  readonly onChange: (change: Partial<Wanted>) => void;
}

function CloseForm({ campaign, closing, again, isAwaited, wanted, onChange }: CloseFormProps) {
  const { words } = useSpeech();
  const own = words.closing;
  const { start, isStarting, trouble } = useStart();
  const { platform, day, leaveCopies, leaveRelays, why, confirm } = wanted;
  const isConfirmed =
    confirm.trim() === campaign &&
    (why.trim() === '' || closing.unstatedApprovedBy?.length !== 0) &&
    (closing.openUntil === null || day.trim() === closing.openUntil);
  const isReady = platform !== '' && (isAwaited || isConfirmed);
  return (
    <ActForm
      label={isAwaited ? own.verify : own.act}
      onSubmit={() => {
        if (!isReady || isStarting) return;
        start({
          kind: 'close',
          campaign,
          platform,
          // An empty name starts no closing, even if somebody approves meanwhile.
          confirm: isAwaited ? '' : confirm,
          despiteWindows: day.trim() === '' ? null : day.trim(),
          leaveCopies,
          leaveRelays,
          withoutStatement: why.trim() === '' ? null : why,
        });
      }}
    >
      <p>{isAwaited ? own.verifyText : own.forEver}</p>
      <TextLine
        label={words.work.forms.platform}
        value={platform}
        onChange={(text) => onChange({ platform: text })}
        inputMode="url"
      />
      {closing.openUntil !== null && (
        <TextLine
          label={own.day}
          help={own.dayHelp(closing.openUntil)}
          value={day}
          onChange={(text) => onChange({ day: text })}
          narrow
        />
      )}
      <TickBox label={own.leaveCopies} value={leaveCopies} onChange={(is) => onChange({ leaveCopies: is })} />
      <TickBox label={own.leaveRelays} value={leaveRelays} onChange={(is) => onChange({ leaveRelays: is })} />
      <details>
        <summary>{own.unstated}</summary>
        <p>{own.unstatedText}</p>
        <TextLine
          label={own.unstatedWhy}
          help={own.unstatedHelp}
          value={why}
          onChange={(text) => onChange({ why: text })}
        />
        <Approval of="close-unstated" campaign={campaign} closing={closing} again={again} />
      </details>
      {!isAwaited && (
        <TextLine
          label={own.confirm(campaign)}
          value={confirm}
          onChange={(text) => onChange({ confirm: text })}
          narrow
        />
      )}
      <Button type="submit" variant={isAwaited ? 'primary' : 'danger'} isDisabled={!isReady || isStarting}>
        {isAwaited ? own.verifyNow : own.close}
      </Button>
      <TroubleNotice trouble={trouble} />
    </ActForm>
  );
}

function Steps({ closing: { steps } }: { readonly closing: ClosingShown }) {
  const { words } = useSpeech();
  return (
    <section>
      <h2>{words.closing.steps}</h2>
      <ol className="closing-steps">
        {steps.map(({ step, isDone }) => (
          <li key={step} data-done={isDone}>
            {isDone && <Icon name="check" />}
            {words.work.steps[step]}
            <span className="only-heard">
              {isDone ? words.life.stepStates.done : words.life.stepStates.refused}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
