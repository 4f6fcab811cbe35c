/**
 * For a vault that was put back from a backup of before a closing: what happened, the certificate's file and what it says, the
 * other person, and then the act, in the order of the command.
 */
import type { CertificateRead, Closing as ClosingShown } from '@cloison/console-messages';
import { Button, Notice } from '@cloison/theme';
import { type ReactNode, useState } from 'react';
import { useAct } from '../desk/hooks.ts';
import { ActForm, TextLine, TickBox } from '../forms/fields.tsx';
import { TroubleNotice } from '../frame/TroubleNotice.tsx';
import { useSpeech } from '../words/language.tsx';
import { useStart } from '../works/use-work.ts';

interface ByCertificateProps {
  readonly campaign: string;
  readonly closing: ClosingShown;
  /** Another person's approval. */
  readonly approval: ReactNode;
}

/** Whether what is here looks like a campaign that was closed elsewhere: then this comes before all else. */
export function looksClosed(closing: ClosingShown): boolean {
  return closing.byCertificate.isTaken || isKeyGone(closing);
}

/** A closing that has begun has destroyed it itself. */
function isKeyGone({ state, copies }: ClosingShown): boolean {
  return state === 'open' && copies.every(({ place }) => place !== 'present');
}

export function ByCertificate({ campaign, closing, approval }: ByCertificateProps) {
  const { words, dateTime } = useSpeech();
  const own = words.closing;
  const { restoredAt, isTaken } = closing.byCertificate;
  const [path, setPath] = useState('');
  const [read, setRead] = useState<{ readonly path: string; readonly says: CertificateRead } | null>(null);
  const { act, isActing, trouble, clear } = useAct('readCertificate', (says, request) =>
    setRead({ path: request.path, says }),
  );
  if (isTaken) {
    return (
      <>
        <p>{own.taken}</p>
        <CloseByCertificate campaign={campaign} closing={closing} certificate={null} approval={approval} />
      </>
    );
  }
  return (
    <>
      {restoredAt !== null && <p>{own.restored(dateTime(restoredAt))}</p>}
      {isKeyGone(closing) && <p>{own.keyGone}</p>}
      <p>{own.byCertificateText}</p>
      <p className="soft small">{own.certificateMissing}</p>
      <ActForm
        label={own.readFile}
        onSubmit={() => {
          if (path.trim() !== '' && !isActing) act({ path: path.trim() });
        }}
      >
        <TextLine
          label={own.certificateFile}
          help={own.certificateFileHelp}
          value={path}
          onChange={(text) => {
            setPath(text);
            clear();
          }}
        />
        <Button type="submit" isDisabled={path.trim() === '' || isActing}>
          {own.readFile}
        </Button>
        <TroubleNotice trouble={trouble} />
      </ActForm>
      {/* Another path may have been typed while this one was read. */}
      {read !== null && read.path === path.trim() && (
        <>
          <CertificateSays says={read.says} />
          {read.says.campaign === campaign ? (
            <CloseByCertificate
              campaign={campaign}
              closing={closing}
              certificate={read.path}
              approval={approval}
            />
          ) : (
            <Notice tone="bad" announced>
              <p>{own.otherCampaign(read.says.campaign, campaign)}</p>
            </Notice>
          )}
        </>
      )}
    </>
  );
}

function CertificateSays({ says }: { readonly says: CertificateRead }) {
  const { words, text, number, dateTime } = useSpeech();
  const own = words.closing;
  const { certificate: names } = own;
  return (
    <section aria-label={own.certificateSays} className="certificate-says" aria-live="polite">
      <h3>{own.certificateSays}</h3>
      <dl>
        <dt>{names.campaign}</dt>
        <dd>
          {says.campaign} · {text(says.title)}
        </dd>
        <dt>{names.at}</dt>
        <dd>{dateTime(says.at)}</dd>
        <dt>{names.key}</dt>
        <dd>
          <code>{says.key}</code>
        </dd>
        <dt>{names.platform}</dt>
        <dd>
          {says.platformErasedAt === null ? own.notErased : own.erasedAt(dateTime(says.platformErasedAt))}
        </dd>
        <dt>{names.pupilCodes}</dt>
        <dd>{number(says.pupilCodes)}</dd>
        <dt>{names.copies}</dt>
        <dd>{number(says.copiesDestroyed)}</dd>
        <dt>{names.left}</dt>
        <dd>
          {says.copiesLeft.length === 0
            ? own.nothingLeft
            : says.copiesLeft.map((copy) => (
                <div key={copy}>
                  <code>{copy}</code>
                </div>
              ))}
        </dd>
        <dt>{names.researchRows}</dt>
        <dd>{number(says.researchRows)}</dd>
      </dl>
    </section>
  );
}

interface CloseByCertificateProps extends ByCertificateProps {
  /** Its file; null: the vault has taken it over. */
  readonly certificate: string | null;
}

function CloseByCertificate({ campaign, closing, certificate, approval }: CloseByCertificateProps) {
  const { words } = useSpeech();
  const own = words.closing;
  const { start, isStarting, trouble } = useStart();
  const [leaveCopies, setLeaveCopies] = useState(false);
  const [confirm, setConfirm] = useState('');
  const isAwaited = closing.approvedBy?.length === 0;
  const isReady = isAwaited || certificate === null || confirm.trim() === campaign;
  const begin = () =>
    start({
      kind: 'closeByCertificate',
      campaign,
      certificate,
      // An empty name starts no closing, even if somebody approves meanwhile.
      confirm: isAwaited ? '' : confirm,
      leaveCopies,
    });
  return (
    <>
      <ActForm
        label={own.closeByCertificate}
        onSubmit={() => {
          if (isReady && !isStarting) begin();
        }}
      >
        <TickBox label={own.leaveCertified} value={leaveCopies} onChange={setLeaveCopies} />
        {isAwaited ? (
          <p>{own.verifyCertificateText}</p>
        ) : (
          <>
            <p>{own.forEverHere}</p>
            {certificate !== null && (
              <TextLine label={own.confirm(campaign)} value={confirm} onChange={setConfirm} narrow />
            )}
          </>
        )}
        <Button type="submit" variant={isAwaited ? 'primary' : 'danger'} isDisabled={!isReady || isStarting}>
          {isAwaited ? own.verifyCertificate : certificate === null ? own.goOn : own.closeByCertificate}
        </Button>
        <TroubleNotice trouble={trouble} />
      </ActForm>
      {approval}
    </>
  );
}
