import { isGrpcServiceError, type ConnectionLike } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../contract/names.js';

/** The types that search attributes have, by Temporal’s numbers (its enum IndexedValueType), as its CLI calls them. */
const TYPE_NAMES = ['Unspecified', 'Text', 'Keyword', 'Int', 'Double', 'Bool', 'Datetime', 'KeywordList'];

type Name = keyof typeof SEARCH_ATTRIBUTES;
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

/** How the search attributes of a namespace differ from ours. */
export async function searchAttributeFaults(
  { operatorService }: Pick<TemporalServices, 'operatorService'>,
  namespace: string,
): Promise<SearchAttributeFaults> {
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  const names = Object.keys(SEARCH_ATTRIBUTES) as Name[];
  return {
    missing: names.filter((name) => customAttributes[name] === undefined),
    wrong: names.flatMap((name) => {
      const is: number | undefined = customAttributes[name];
      const mustBe = INDEXED_VALUE_TYPES[SEARCH_ATTRIBUTES[name]];
      return is === undefined || is === mustBe ? [] : [{ name, is: typeName(is), mustBe: typeName(mustBe) }];
    }),
  };
}

/** What is wrong with them and what mends it, a sentence each; none where all is well. */
export function searchAttributeSentences({ missing, wrong }: SearchAttributeFaults, namespace: string): string[] {
  const where = `in the namespace ${namespace}`;
  return [
    ...(missing.length > 0
      ? [`The search attributes ${missing.join(', ')} are missing ${where}: run "printess-production setup".`]
      : []),
    ...wrong.map(
      ({ name, is, mustBe }) =>
        `The search attribute ${name} is of type ${is} ${where} and must be ${mustBe}: remove it ` +
        `("temporal operator search-attribute remove --name ${name} --namespace ${namespace}"), then run ` +
        '"printess-production setup".',
    ),
  ];
}

/** gRPC: permission denied, unimplemented. Temporal Cloud lets an API key that takes orders see no list of attributes. */
const NOT_FOR_US = [7, 12];

/** The sentences about a namespace's search attributes; none where Temporal does not let us see them. */
export async function searchAttributesSay(services: TemporalServices, namespace: string): Promise<string[]> {
  try {
    return searchAttributeSentences(await searchAttributeFaults(services, namespace), namespace);
  } catch (error) {
    if (isGrpcServiceError(error) && NOT_FOR_US.includes(error.code)) return [];
    throw error;
  }
}

const typeName = (type: number): string => TYPE_NAMES[type] ?? String(type);
