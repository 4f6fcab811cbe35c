/** `cloison measurement link`: a calibration on the scale of another. */
import {
  alignedTable,
  choice,
  file,
  fileToWrite,
  flag,
  type Lang,
  optional,
  required,
  withDefault,
} from '@cloison/command';
import {
  commonItems,
  createScale,
  type LinkMethod,
  link,
  linkWithoutDrift,
  toScale,
  toTargetScale,
} from '@cloison/measurement';
import { CALIBRATION_FORMAT, decimalText, dotPlot, words } from '@cloison/study-files';
import { SCALE } from '../frame/reporting-scale.ts';
import { REPORT_OPTION } from '../frame/shared-options.ts';
import { verb } from '../frame/verb.ts';
import { writeJson, writeReport } from '../frame/write-results.ts';
import { readCalibration } from '../read/read-calibration.ts';

const METHODS = [
  'mean-mean',
  'mean-sigma',
  'haebara',
  'stocking-lord',
] as const satisfies readonly LinkMethod[];

export const linkVerb = verb({
  name: 'link',
  summary: {
    fr: 'relier une calibration à l’échelle d’une autre',
    en: 'link a calibration to the scale of another',
  },
  arguments: {
    target: required(
      file(),
      { fr: 'calibration de référence', en: 'calibration of the reference' },
      { placeholder: { fr: 'référence', en: 'reference' } },
    ),
    source: required(
      file(),
      { fr: 'calibration à relier', en: 'calibration to link' },
      { placeholder: { fr: 'source', en: 'source' } },
    ),
  },
  options: {
    method: withDefault(choice(METHODS), 'stocking-lord', { fr: 'méthode', en: 'method' }),
    keepDrift: flag({ fr: 'garder les ancres qui ont dérivé', en: 'keep anchors that drifted' }),
    scale: withDefault(SCALE, '250,50', {
      fr: 'échelle de l’année de référence',
      en: 'scale of the reference year',
    }),
    out: optional(fileToWrite(), {
      fr: 'la calibration reliée, en JSON',
      en: 'the linked calibration, as JSON',
    }),
    ...REPORT_OPTION,
  },
  examples: ['cloison measurement link 2026.json 2027.json --out 2027-on-2026.json --report link.html'],
  run: async (session, { target: targetPath, source: sourcePath, method, ...options }) => {
    const target = readCalibration(targetPath);
    const source = readCalibration(sourcePath);
    const common = commonItems(target.items, source.items);
    const { mean, sd } = options.scale;
    const { link: found, items } = options.keepDrift
      ? { link: link(common, method), items: [] }
      : linkWithoutDrift(common, method);
    const scale =
      target.scale ?? createScale({ mean: target.groups[0]!.mean, sd: target.groups[0]!.sd }, options.scale);
    const groups = source.groups.map((group) => ({
      label: group.label,
      mean: found.slope * group.mean + found.shift,
      sd: found.slope * group.sd,
    }));
    const linked = {
      format: CALIBRATION_FORMAT,
      link: { ...found, target: targetPath, source: sourcePath },
      scale,
      groups,
      regression: source.regression.map((one) => ({
        ...one,
        coefficient: one.coefficient * found.slope,
      })),
      items: source.items.map(({ id, parameters }) => ({
        id,
        parameters: toTargetScale(parameters, found),
      })),
    };
    writeJson(session, options.out, linked);
    const fr = session.lang === 'fr';
    const head = [session.say(words.item), fr ? 'écart' : 'difference', 'z', fr ? 'écarté' : 'dropped'];
    const rows = items.map((item) => [item.id, item.difference, item.robustZ, item.dropped ? '▲' : '']);
    const reported = groups.map((group) => ({
      label: group.label,
      mean: toScale(scale, group.mean),
      sd: toScale(scale, group.sd) - toScale(scale, 0),
    }));
    session.print(
      `θ(${targetPath}) = ${decimalText(found.slope, session.lang, 5)} · θ(${sourcePath}) ${signed(found.shift, session.lang, 5)}`,
    );
    session.print(
      `${fr ? 'erreur de liaison' : 'linking error'} ${decimalText(found.linkingError, session.lang, 4)} · ${found.items} ${session.say(words.items)}`,
    );
    if (rows.length > 0) session.print(alignedTable(session.lang, head, rows));
    session.print(
      alignedTable(
        session.lang,
        [session.say(words.group), session.say(words.mean), session.say(words.sd)],
        reported.map((one) => [one.label, one.mean, one.sd]),
      ),
    );
    writeReport(session, options.report, () => {
      const marks = new Map(
        items.flatMap((item, k) =>
          item.dropped
            ? [[k, fr ? 'ancre écartée : elle a dérivé' : 'anchor dropped: it drifted'] as const]
            : [],
        ),
      );
      const reach = Math.max(0.5, ...items.map((item) => Math.abs(item.difference) * 1.2));
      return {
        title: fr ? 'Liaison de deux calibrations' : 'Linking two calibrations',
        lead: `${sourcePath} → ${targetPath}, ${method} : θ′ = ${decimalText(found.slope, session.lang, 4)}·θ ${signed(found.shift, session.lang, 4)}`,
        sections: [
          {
            title: fr ? 'Ancres' : 'Anchors',
            text: [
              `${fr ? 'Erreur de liaison (θ)' : 'Linking error (θ)'} : ${decimalText(found.linkingError, session.lang, 4)} ; ${fr ? 'erreurs types par jackknife' : 'jackknife standard errors'} : ${decimalText(found.slopeError, session.lang, 4)}, ${decimalText(found.shiftError, session.lang, 4)}.`,
            ],
            tables: [
              {
                caption: fr
                  ? 'Écarts de difficulté après liaison'
                  : 'Differences of difficulty after linking',
                head: head.slice(0, 3),
                rows: rows.map((row) => row.slice(0, 3)),
                marks,
              },
            ],
            plots:
              items.length === 0
                ? []
                : [
                    dotPlot(
                      {
                        title: fr ? 'Écarts de difficulté' : 'Differences of difficulty',
                        xLabel: 'θ',
                        x: [-reach, reach],
                        width: 520,
                      },
                      items.map((item) => ({
                        label: item.id,
                        value: item.difference,
                        error: null,
                        strong: item.dropped,
                      })),
                    ),
                  ],
          },
          {
            title: fr ? 'Population sur l’échelle de référence' : 'Population on the reference scale',
            tables: [
              {
                caption: `${mean} / ${sd}`,
                head: [session.say(words.group), session.say(words.mean), session.say(words.sd)],
                rows: reported.map((one) => [one.label, one.mean, one.sd]),
                digits: 2,
              },
            ],
          },
        ],
      };
    });
    return { link: found, items, scale, groups: reported, out: options.out ?? null };
  },
});

/** `+ 0,3` or `− 0,3`. */
const signed = (value: number, lang: Lang, decimals: number) =>
  `${value < 0 ? '−' : '+'} ${decimalText(Math.abs(value), lang, decimals)}`;
