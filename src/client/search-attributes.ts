import { isGrpcServiceError, type ConnectionLike } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../contract/names.js';

/** The types that search attributes have, by Temporal’s numbers (its enum IndexedValueType), as its CLI calls them. */
const TYPE_NAMES = ['Unspecified', 'Text', 'Keyword', 'Int', 'Double', 'Bool', 'Datetime', 'KeywordList'];

/** The name of one of our search attributes. */
export type SearchAttributeName = keyof typeof SEARCH_ATTRIBUTES;
type Name = SearchAttributeName;
type Type = (typeof SEARCH_ATTRIBUTES)[Name];

/** Temporal's numbers of the types that ours have. */
export const INDEXED_VALUE_TYPES = {
  KEYWORD: 2,
  KEYWORD_LIST: 7,
} as const satisfies Record<Type, number>;

/** What of a connection asks about a namespace; a worker's has it too. */
export type TemporalServices = Pick<ConnectionLike, 'workflowService' | 'operatorService' | 'withDeadline'>;

/** What is to be done about a namespace's search attributes. */
export interface SearchAttributeFaults {
  missing: Name[];
  /** Of another type than ours: found under the name, and so never made by `setup`. */
  wrong: { name: Name; is: string; mustBe: string }[];
}

const NAMES = Object.keys(SEARCH_ATTRIBUTES) as Name[];

/** How the search attributes of a namespace differ from ours; types stay unknown where Temporal lists none for us. */
export async function searchAttributeFaults(
  services: Pick<TemporalServices, 'operatorService' | 'workflowService'>,
  namespace: string,
): Promise<SearchAttributeFaults> {
  const listed = await services.operatorService.listSearchAttributes({ namespace }).catch((error: unknown) => {
    if (isNotForUs(error)) return undefined;
    throw error;
  });
  if (!listed) return { missing: await unknownToQueries(services, namespace), wrong: [] };
  const { customAttributes } = listed;
  return {
    missing: NAMES.filter((name) => customAttributes[name] === undefined),
    wrong: NAMES.flatMap((name) => {
      const is: number | undefined = customAttributes[name];
      const mustBe = INDEXED_VALUE_TYPES[SEARCH_ATTRIBUTES[name]];
      return is === undefined || is === mustBe ? [] : [{ name, is: typeName(is), mustBe: typeName(mustBe) }];
    }),
  };
}

/** Which commands mend a namespace's search attributes; Temporal Cloud has its own. */
export interface SearchAttributeRemedies {
  create: (missing: Name[], namespace: string) => string;
  remove: (name: Name, namespace: string) => string;
}

const SELF_HOSTED: SearchAttributeRemedies = {
  create: () => 'run "printess-production setup"',
  remove: (name, namespace) =>
    `remove it ("temporal operator search-attribute remove --name ${name} --namespace ${namespace}"), then run ` +
    '"printess-production setup"',
};

/** What is wrong with them and what mends it, a sentence each; none where all is well. */
export function searchAttributeSentences(
  { missing, wrong }: SearchAttributeFaults,
  namespace: string,
  remedies = SELF_HOSTED,
): string[] {
  const where = `in the namespace ${namespace}`;
  return [
    ...(missing.length > 0
      ? [`The search attributes ${missing.join(', ')} are missing ${where}: ${remedies.create(missing, namespace)}.`]
      : []),
    ...wrong.map(
      ({ name, is, mustBe }) =>
        `The search attribute ${name} is of type ${is} ${where} and must be ${mustBe}: ` +
        `${remedies.remove(name, namespace)}.`,
    ),
  ];
}

/** gRPC: permission denied, unimplemented. Temporal Cloud may let an API key that takes orders see no list of attributes. */
const NOT_FOR_US = [7, 12];
const INVALID_ARGUMENT: number[] = [3];

/** Whether Temporal leaves this question, or change, of search attributes to somebody else. */
export function isNotForUs(error: unknown): boolean {
  return isGrpcServiceError(error) && NOT_FOR_US.includes(error.code);
}

/** Whoever may take orders may count them: a query that names an attribute which is not there is refused. */
async function unknownToQueries(
  { workflowService }: Pick<TemporalServices, 'workflowService'>,
  namespace: string,
): Promise<Name[]> {
  const isKnown = async (names: Name[]) => {
    const query = names.map((name) => `${name} = "setup"`).join(' AND ');
    try {
      await workflowService.countWorkflowExecutions({ namespace, query });
      return true;
    } catch (error) {
      if (isNotForUs(error)) return true;
      if (isGrpcServiceError(error) && INVALID_ARGUMENT.includes(error.code)) return false;
      throw error;
    }
  };
  if (await isKnown(NAMES)) return [];
  const missing: Name[] = [];
  for (const name of NAMES) if (!(await isKnown([name]))) missing.push(name);
  return missing;
}

/** What is wrong with a namespace's search attributes, a sentence each. */
export async function searchAttributesSay(services: TemporalServices, namespace: string): Promise<string[]> {
  return searchAttributeSentences(await searchAttributeFaults(services, namespace), namespace);
}

/** The type of one of ours as Temporal's tools call it. */
export const searchAttributeType = (name: Name): string => typeName(INDEXED_VALUE_TYPES[SEARCH_ATTRIBUTES[name]]);

const typeName = (type: number): string => TYPE_NAMES[type] ?? String(type);
