/**
 * Pupils' slips, ten to an A4 page with cut marks: the name on a stub that is torn off, the code, its QR, the
 * address.
 */
import type { Manifest } from '@cloison/protocol';
import { Button } from '@cloison/theme';
import { useState } from 'react';
import type { SchoolDesk } from '../desk/school-desk.ts';
import { PageTitle } from '../frame/PageTitle.tsx';
import { usePolling } from '../live/hooks.ts';
import { useSpeech } from '../words/language.tsx';
import { Address } from './Address.tsx';
import { NoSlips, useSlips } from './CodesScreen.tsx';
import { NotChecked, useCheckedPrint } from './checked-print.tsx';
import { QrCode } from './QrCode.tsx';
import { pagesOf, pupilAddress, pupilsWithCode, SLIPS_PER_PAGE } from './slip-pages.ts';

export interface SlipsScreenProps {
  readonly school: SchoolDesk;
  readonly manifest: Manifest;
  readonly index: number;
}

export function SlipsScreen({ school, manifest, index }: SlipsScreenProps) {
  const { words, text } = useSpeech();
  const view = useSlips(school);
  usePolling([school], 'slips');
  const { isChecked, printCodes } = useCheckedPrint(school);
  const [label, setLabel] = useState<string | null>(null);
  const list = view.kind === 'ready' ? view.slips : [];
  // Places move when a class is added; the page stays with its class.
  const slips = label === null ? list[index] : list.find((one) => one.label === label);
  if (label === null && slips !== undefined && view.kind === 'ready' && view.missing === 0)
    setLabel(slips.label);
  const up = { to: { page: 'codes' }, label: words.head.codes } as const;
  if (slips === undefined) {
    return (
      <div className="page">
        <PageTitle up={up}>{words.head.codes}</PageTitle>
        <NoSlips view={view} />
      </div>
    );
  }
  const { slip } = words.head;
  const address = pupilAddress(slips);
  return (
    <div className="page page-sheets" data-codes={isChecked ? 'checked' : 'unchecked'}>
      <NotChecked isChecked={isChecked} />
      <div className="screen-only">
        <PageTitle
          up={up}
          aside={
            <Button variant="primary" icon="print" onPress={printCodes}>
              {words.print}
            </Button>
          }
        >
          {words.head.slipsOf(slips.label)}
        </PageTitle>
        <p>{words.head.codesIntro}</p>
      </div>
      {pagesOf(pupilsWithCode(slips), SLIPS_PER_PAGE).map((page, number) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pages are positions
        <div key={number} className="slip-page">
          {page.map((pupil) => (
            <div key={pupil.orderNumber} className="slip">
              <div className="slip-stub">
                <span className="slip-name">
                  {pupil.firstName} <span className="last-name">{pupil.lastName}</span>
                </span>
                <span>
                  {slips.label} · n° {pupil.orderNumber}
                </span>
                <span className="slip-cut">✂ {slip.cut}</span>
              </div>
              <div className="slip-body">
                <div className="slip-words">
                  <p className="slip-campaign">
                    {text(manifest.title)}
                    {manifest.rehearsal && <b className="slip-rehearsal">{slip.rehearsal}</b>}
                  </p>
                  <p className="slip-number">{slip.number(pupil.orderNumber)}</p>
                  <p className="slip-label">{slip.code}</p>
                  <p className="slip-code">{pupil.code}</p>
                  <p className="slip-address">
                    {slip.goTo} <Address>{address}</Address>
                  </p>
                </div>
                <QrCode text={pupil.code} label={`QR, n° ${pupil.orderNumber}`} />
                <p className="slip-receipts">
                  {manifest.sequences
                    .filter(({ level }) => level === pupil.level)
                    .map(({ id, title }) => (
                      <span key={id} className="slip-receipt">
                        {slip.receipts}, {text(title)} <span className="slip-blank" />
                      </span>
                    ))}
                </p>
              </div>
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
