/** Packing: a folder of items, with or without a manifest, to one zip file. */

import { packagePath } from '../delivery/allow-list.ts';
import { ProblemList, type QtiProblem, QtiProblems } from '../model/problem.ts';
import { readItem } from '../read/item.ts';
import { upgraded } from '../read/upgrade.ts';
import { say } from '../words/say.ts';
import { parseXml } from '../xml/xml.ts';
import { manifestName, manifestNamespace } from './manifest.ts';
import { readPackage } from './read-package.ts';
import { writeZip } from './zip.ts';

/**
 * The zip of a package, the same bytes for the same files. Without `imsmanifest.xml` one is made (`buildManifest`).
 * Throws `QtiProblems` with all the problems of all files when `readPackage` would refuse anything in it.
 */
export function writePackage(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const complete = new Map(files);
  if (!complete.has(manifestName)) complete.set(manifestName, new TextEncoder().encode(buildManifest(files)));
  const { refused, problems } = readPackage(complete, { modules: 'any' });
  const all = [...problems, ...refused.flatMap((item) => item.problems)];
  if (all.length > 0) throw new QtiProblems(all);
  return writeZip(complete);
}

interface Listed {
  readonly path: string;
  readonly type: string;
  readonly needs: readonly string[];
}

/**
 * A manifest for these files: every XML file that is an item, test, section or stimulus, and every other file, in the order of
 * their paths (digits by value: `q2` before `q10`). Items depend on the files that they show. Throws `QtiProblems`
 * for items that cannot be read, other XML, and names that are not allowed.
 */
export function buildManifest(files: ReadonlyMap<string, Uint8Array>): string {
  const problems: QtiProblem[] = [];
  const listed: Listed[] = [];
  const names = [...files.keys()].filter((name) => name !== manifestName);
  const collator = new Intl.Collator('en', { numeric: true });
  for (const path of names.toSorted((a, b) => collator.compare(a, b) || (a < b ? -1 : 1))) {
    const list = new ProblemList(path);
    if (packagePath(path) === null) {
      list.add('QTI_BAD_PATH', null, say('file-name'));
    }
    try {
      listed.push(classify(path, files.get(path) as Uint8Array, list, (name) => files.get(name) ?? null));
    } catch (error) {
      if (!(error instanceof QtiProblems)) throw error;
      problems.push(...error.problems);
    }
    problems.push(...list.problems);
  }
  if (problems.length > 0) throw new QtiProblems(problems);
  return render(listed);
}

function classify(
  path: string,
  bytes: Uint8Array,
  list: ProblemList,
  file: (path: string) => Uint8Array | null,
): Listed {
  if (!/\.xml$/i.test(path)) return { path, type: 'webcontent', needs: [] };
  const { root, version } = upgraded(parseXml(bytes, path));
  const suffix = version === null ? '3p0' : version.replace('.', 'p');
  if (root.name === 'qti-assessment-test') return { path, type: `imsqti_test_xmlv${suffix}`, needs: [] };
  if (root.name === 'qti-assessment-item') {
    const { assets, hiddenAssets, scripts } = readItem(bytes, { path, file, modules: 'any' });
    return {
      path,
      type: `imsqti_item_xmlv${suffix}`,
      needs: [...assets, ...hiddenAssets, ...new Set(scripts.map((script) => script.path))],
    };
  }
  if (root.name === 'qti-assessment-stimulus') return { path, type: 'imsqti_stimulus_xmlv3p0', needs: [] };
  if (root.name === 'qti-response-processing') {
    return { path, type: `imsqti_rptemplate_xmlv${suffix}`, needs: [] };
  }
  if (root.name === 'qti-assessment-section')
    return { path, type: `imsqti_section_xmlv${suffix}`, needs: [] };
  list.add('QTI_VERSION', root, say('not-qti'));
  return { path, type: 'webcontent', needs: [] };
}

function render(listed: readonly Listed[]): string {
  const identifiers = new Map(listed.map(({ path }, i) => [path, `r${i + 1}`]));
  const resources = listed.map(({ path, type, needs }) => {
    const dependencies = needs.flatMap((need) => {
      const identifier = identifiers.get(need);
      return identifier === undefined ? [] : [`      <dependency identifierref="${identifier}"/>\n`];
    });
    const start = `    <resource identifier="${identifiers.get(path)}" type="${type}" href="${path}">\n`;
    return `${start}      <file href="${path}"/>\n${dependencies.join('')}    </resource>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<manifest xmlns="${manifestNamespace}" identifier="package">
  <metadata>
    <schema>QTI Package</schema>
    <schemaversion>3.0.1</schemaversion>
  </metadata>
  <organizations/>
  <resources>
${resources.join('')}  </resources>
</manifest>
`;
}
