/** Cards to hand to teachers, one each, four to an A4 page. */
import { Button } from '@cloison/theme';
import type { Desk } from '../desk/desk.ts';
import type { SchoolDesk } from '../desk/school-desk.ts';
import { PageTitle } from '../frame/PageTitle.tsx';
import { usePolling } from '../live/hooks.ts';
import { useSpeech } from '../words/language.tsx';
import { Address } from './Address.tsx';
import { MissingCodes, NoSlips, useSlips } from './CodesScreen.tsx';
import { NotChecked, useCheckedPrint } from './checked-print.tsx';
import { QrCode } from './QrCode.tsx';
import { CARDS_PER_PAGE, pagesOf, schoolAddress } from './slip-pages.ts';

export function TeacherCards({ desk, school }: { readonly desk: Desk; readonly school: SchoolDesk }) {
  const { words, text } = useSpeech();
  const view = useSlips(school);
  usePolling([school], 'cards');
  const { isChecked, printCodes } = useCheckedPrint(school);
  const { manifest, keyring } = desk;
  const { card, slip } = words.head;
  const cards =
    view.kind === 'ready'
      ? view.slips.flatMap((slips) =>
          slips.teachers.map((teacher) => ({
            ...teacher,
            number: slips.teachers.length > 1 ? (teacher.rank ?? null) : null,
            classLabel: teacher.label.endsWith(slips.label) ? null : slips.label,
            address: schoolAddress(slips),
          })),
        )
      : [];
  return (
    <div className="page page-sheets" data-codes={isChecked ? 'checked' : 'unchecked'}>
      <NotChecked isChecked={isChecked} />
      <div className="screen-only">
        <PageTitle
          up={{ to: { page: 'codes' }, label: words.head.codes }}
          aside={
            cards.length > 0 && (
              <Button variant="primary" icon="print" onPress={printCodes}>
                {words.print}
              </Button>
            )
          }
        >
          {words.head.teacherCards}
        </PageTitle>
        {view.kind !== 'replaced' && <p>{words.head.codesIntro}</p>}
        <MissingCodes view={view} />
        {cards.length === 0 && <NoSlips view={view} />}
      </div>
      {pagesOf(cards, CARDS_PER_PAGE).map((page, number) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pages are positions
        <div key={number} className="card-page">
          {page.map(({ label, code, number, classLabel, address }) => (
            <div key={code} className="card">
              <p className="slip-campaign">
                {text(manifest.title)}
                {manifest.rehearsal && <b className="slip-rehearsal">{slip.rehearsal}</b>}
              </p>
              <h2>{label}</h2>
              <p>
                {classLabel !== null && `${classLabel} · `}
                {keyring.school.name}
                {number !== null && ` · ${card.number(number)}`}
              </p>
              <p className="slip-label">{card.title}</p>
              <p className="slip-code">{code}</p>
              <p className="slip-address">
                {card.goTo} <Address>{address}</Address>
              </p>
              <QrCode text={code} label={`QR, ${label}`} />
              <p className="card-keep">{card.keep}</p>
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
