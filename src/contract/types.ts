// Made from the schemas of this folder by `npm run generate`: what an editor shows of a field stands there.

/** A paid order of a shop. */
export interface ProductionOrder {
  /** The shop’s id of the order; one id is one production, however often it is sent. */
  orderId: string;
  /** The shop whose Printess account pays; `default` where there is one. */
  shop: string;
  /** What is to be rendered, 1 to 500 items. */
  items: ProductionItem[];
  /** 1 is the most urgent, 5 the least; 3 where it is absent. */
  priority?: number | undefined;
  /** The order in the shop’s own administration, shown to operators; https only. */
  orderUrl?: string | undefined;
  /** The shop’s own JSON about the order, given back in views, events and the manifest. */
  reference?: unknown;
  /** How long the order waits for what, and what becomes of its files. */
  policy?: Policy | undefined;
}

/** One thing of an order to be rendered: one call to Printess, one job. */
export interface ProductionItem {
  /** The shop’s id of the item, unique in its order. */
  itemId: string;
  /** A template’s name, or a save token (`st:…`) of what a customer has designed. */
  templateName: string;
  /** How many copies are printed; 1 where it is absent. */
  copies?: number | undefined;
  /** `pdf`, `png` or `jpg`; whatever else it says, Printess makes a PDF. */
  outputType?: string | undefined;
  /** How the files are written. */
  outputSettings?: OutputSettings | undefined;
  /** What is put into the template when it is rendered. */
  vdp?: Vdp | undefined;
  /** Templates that are merged into this one; Printess ignores them beside `outputFiles`. */
  mergeTemplates?: MergeTemplate[] | undefined;
  /** The files to make, where one template gives several. */
  outputFiles?: OutputFile[] | undefined;
  /** Whether the template’s published version is rendered and not its draft; save tokens are as they are. */
  usePublishedVersion?: boolean | undefined;
  /** A template whose print settings are used. */
  printSettingsTemplate?: string | undefined;
  /** A template that gives the content. */
  contentTemplateName?: string | undefined;
  /** The distributor, by its name in Printess. */
  distributorName?: string | undefined;
  /** The kind of product; lists of orders in Printess can be searched by it. */
  productType?: string | undefined;
  /** The Atomyx profile, by its name. */
  atomyxProfile?: string | undefined;
  /** Whether Printess merges by itself. */
  autoMerge?: boolean | undefined;
  /** Whether all documents come in one PDF. */
  combinePdfsIntoOne?: boolean | undefined;
  /** How often Printess tries a failing render again by itself; 1 where it is absent. */
  failureRepeats?: number | undefined;
  /** Follow this job, which is paid already, and order nothing. */
  adopt?:
    | {
        /** The job, as Printess has named it. */
        jobId: string;
      }
    | undefined;
  /** What its files have to be; Printess is not told. */
  expect?: Expected | undefined;
  /** The shop’s own JSON about it, given back in views, events and the manifest; Printess is not told. */
  reference?: unknown;
}

/** How files are written: handed to Printess as it stands. What is absent is as Printess has it. */
export interface OutputSettings {
  /** Resolution of pictures in the file, in dots per inch. */
  dpi?: number | undefined;
  /** How much JPEG pictures are compressed, in Printess’s measure. */
  jpegCompression?: number | undefined;
  /** Width of a picture in pixels. */
  width?: number | undefined;
  /** Height of a picture in pixels. */
  height?: number | undefined;
  /** Frames a second, where the output is a film. */
  fps?: number | undefined;
  /** The imposition by which Printess arranges the pages, by its name. */
  impositionName?: string | undefined;
  /** The imposition by which Printess arranges the pages, by its address. */
  impositionUri?: string | undefined;
  /** Whether pictures are made no larger than their place needs. */
  optimizeImages?: boolean | undefined;
  /** Whether the PDF keeps layers. */
  outputLayers?: boolean | undefined;
  /** Whether spot colours stay spot colours. */
  outputSpotColors?: boolean | undefined;
  /** Whether pictures that the customer has not replaced are left out. */
  skipDefaultImages?: boolean | undefined;
  /** Whether colours are written as DeviceCMYK, without a profile. */
  outputDeviceCmyk?: boolean | undefined;
  /** Whether the page is cut to what stands on it. */
  cropToContent?: boolean | undefined;
  /** Whether the PDF is tagged, for screen readers. */
  taggedPdf?: boolean | undefined;
  /** Whether the PDF is linearised, for fast display on the web. */
  linearize?: boolean | undefined;
  /** Whether it is a proof and not the file for print. */
  proof?: boolean | undefined;
  /** Whether the file is made smaller. */
  shrink?: boolean | undefined;
  /** Whether pictures of other formats may become JPEG. */
  allowJpegConversion?: boolean | undefined;
  /** Whether the bleed is left out. */
  disableBleed?: boolean | undefined;
  /** Whether the PDF’s pages have names. */
  setPageNames?: boolean | undefined;
  /** Whether the PDF follows PDF/X-4. */
  outputPdfX4?: boolean | undefined;
  /** Whether pictures of too low a resolution are scaled up. */
  upscale?: boolean | undefined;
}

/** What is put into the template when it is rendered; it is kept in the order’s history. */
export interface Vdp {
  /** Any JSON that the template’s own code reads. */
  data?: unknown;
  /** Values of the template’s form fields, by their names. */
  form?: { [name: string]: string } | undefined;
  /** Records of variable data, each by the names of form fields. */
  records?: { [name: string]: string }[] | undefined;
  /** The template’s style to be used. */
  templateStyle?: string | undefined;
}

/** A template that is merged into the item’s own. */
export interface MergeTemplate {
  /** The template that is merged in. */
  templateName: string;
  /** Its document that is taken. */
  documentName?: string | undefined;
  /** The document of the item’s template that it goes into. */
  targetDocumentName?: string | undefined;
  /** The index of its first spread that is taken. */
  sourceSpreadIndex?: number | undefined;
  /** The index of the spread where it goes. */
  targetSpreadIndex?: number | undefined;
  /** How many spreads are taken. */
  count?: number | undefined;
  /** Whether its published version is taken and not its draft. */
  usePublishedVersion?: boolean | undefined;
  /** Whether values of global form fields are handed on to it. */
  transferGlobalFormFieldValues?: boolean | undefined;
  /** Whether `templateName` is the id of a snippet. */
  templateNameIsSnippetId?: boolean | undefined;
  /** How it is merged, in Printess’s words. */
  mergeMode?: string | undefined;
}

/** One of several files that are made from one template. */
export interface OutputFile {
  /** The template’s document that becomes this file. */
  documentName?: string | undefined;
  /** How this file is written. */
  outputSettings?: OutputSettings | undefined;
  /** What is put into this file. */
  vdp?: Vdp | undefined;
}

/** What the files of an item have to be: compared when they arrive. */
export interface Expected {
  /** Pages of each document, of one record of it. */
  pages?: number | undefined;
  /** Width of its pages in millimetres, one more or less. */
  widthMm?: number | undefined;
  /** Height of its pages in millimetres, one more or less. */
  heightMm?: number | undefined;
  /** How many documents there are. */
  documents?: number | undefined;
  /** Records that each document holds; one where it is absent. */
  records?: number | undefined;
}

/** How long an order waits for what, in durations such as 90s, 10m, 48h, 7d, and what becomes of its files. What is absent has its default. */
export interface Policy {
  /** Waits from one status check to the next, where the callback stays away; the last one repeats. */
  statusChecks?: string[] | undefined;
  /** From an item’s acceptance to its last status check: then it is overdue, and a person decides. */
  orderDeadline?: string | undefined;
  /** How long an item waits for a person before it is abandoned. */
  attentionTimeout?: string | undefined;
  /** Waits from one try of a held order to the next; the last one repeats. */
  holdRetry?: string[] | undefined;
  /** How long an accepted call may take to show in the list of orders of Printess. */
  settleTime?: string | undefined;
  /** Deadline of one HTTP call to Printess, 30s at most. */
  httpTimeout?: string | undefined;
  /** Bring the files into the worker’s archive: an item is produced when they are kept there. */
  archive?: boolean | undefined;
  /** What becomes of files that are not what was ordered: a warning, or a person is asked. */
  acceptance?: 'warn' | 'attention' | undefined;
}

/** What a shop is notified of: the body of a Standard Webhook. */
export interface OrderEvent {
  /** What has happened. */
  type: EventType;
  /** When it happened, in ISO 8601. */
  timestamp: string;
  /** Of which order. */
  data: {
    /** Grows from each event of an order to its next: keep the newest, drop what is older. */
    n: number;
    /** The order as it stood then; where it is large, without its lists of files. */
    order: OrderView;
  };
}

/** What has happened: the order has reached this state. */
export type EventType =
  'order.produced' | 'order.attention' | 'order.partly-produced' | 'order.failed' | 'order.cancelled';

/** `attention`: an item needs a person, or waits by itself; else `running` while an item is open. An ended order is `produced` (all items), `partly-produced` (some), `failed` (none) or `cancelled`. */
export type OrderState = 'running' | 'attention' | 'produced' | 'partly-produced' | 'failed' | 'cancelled';

/** One item as shops and operators see it. */
export interface ItemView {
  /** The shop’s id of the item. */
  itemId: string;
  /** What the item is doing, or how it has ended. */
  state: ItemViewState;
  /** How often a person has decided to have the item rendered: 1, and one more for each retry. */
  generation: number;
  /** What the item is made from, as it is ordered now; absent in views of orders that ended long ago. */
  templateName?: string | undefined;
  /** How many copies are ordered, where the item says so. */
  copies?: number | undefined;
  /** The kind of product, where the item says so. */
  productType?: string | undefined;
  /** The shop’s own JSON about the item. */
  reference?: unknown;
  /** Every job that Printess accepted (and took credits for) or that a person had us adopt. */
  jobs: JobView[];
  /** The job that the item follows now. */
  jobId?: string | undefined;
  /** The files of a produced item. */
  files?: PrintFile[] | undefined;
  /** How many files there are, also where `files` leaves them out. */
  fileCount?: number | undefined;
  /** True where the list of files was too large to keep; `fileCount` and `zip` are still right. */
  filesOmitted?: true | undefined;
  /** Where all files are fetched as one archive, where Printess made one. */
  zip?: string | undefined;
  /** When Printess deletes `files` and `zip`, 30 days after it has made them, in ISO 8601. */
  filesUntil?: string | undefined;
  /** Where its files are kept, where the order’s policy says that they are. */
  kept?: KeptFiles | undefined;
  /** When the save token ends that it is ordered by, in ISO 8601: it cannot be rendered any more then. */
  saveTokenUntil?: string | undefined;
  /** What a person should know before it is printed, a sentence each. */
  warnings?: string[] | undefined;
  /** Why the item waits; absent where it does not. */
  attention?: Attention | undefined;
  /** Where the outcome was learnt from: a callback, or a status check. */
  source?: 'callback' | 'status' | undefined;
  /** Produce calls that left us, accepted or not; a call whose fate is unknown counts. */
  produceCalls: number;
  /** Status calls made, retries included. */
  statusCalls: number;
  /** True while nobody knows whether Printess accepted (and was paid for) a call of this generation. */
  unansweredCall?: true | undefined;
  /** How many callbacks changed nothing, and why. */
  ignoredCallbacks?:
    | {
        /** A job’s end, reported again. */
        repeated: number;
        /** About another job than the item’s. */
        foreign: number;
        /** A signal that could not be read. */
        unreadable?: number | undefined;
      }
    | undefined;
  /** When Printess is asked next about the job, in ISO 8601. */
  nextStatusCheckAt?: string | undefined;
  /** What people have decided about the item, the newest last; the last ten. */
  decisions?: DecisionView[] | undefined;
  /** Decisions that are possible now. */
  actions: ItemAction[];
}

/** `submitting`: on its way to Printess; `rendering`: Printess is making it; `delivering`: its files are fetched and kept; `attention`: it waits, for a reason; `produced`, `abandoned` and `cancelled` are its ends. */
export type ItemViewState =
  'submitting' | 'rendering' | 'delivering' | 'attention' | 'produced' | 'abandoned' | 'cancelled';

/** A job that Printess has accepted for an item, or that a person had us adopt. */
export interface JobView {
  /** The generation of the item that the job is of. */
  generation: number;
  /** The job, as Printess has named it. */
  jobId: string;
  /** The job’s record in the list of orders of Printess. */
  printessOrderId?: string | undefined;
  /** `unknown`: Printess does not know the job any more; it will never end by itself. */
  state: 'rendering' | 'succeeded' | 'failed' | 'unknown';
}

/** A file that Printess has made. */
export interface PrintFile {
  /** The document’s name in the template. */
  document: string;
  /** Where the file is fetched; Printess keeps it for a while only. */
  url: string;
  /** A name for the file, unique among the item’s. */
  name: string;
  /** How many pages it has, where Printess says so. */
  pages?: number | undefined;
}

/** Where the files of an item are kept, and which. */
export interface KeptFiles {
  /** URL of the item’s folder in the archive. */
  folder: string;
  /** When the last of them was there, in ISO 8601. */
  at: string;
  /** How many there are, also where `files` leaves them out. */
  fileCount: number;
  /** Bytes of all files together. */
  bytes: number;
  /** The files. */
  files: KeptFile[];
  /** True where there are too many to list here: the manifest names them all. */
  filesOmitted?: true | undefined;
}

/** A file as it is kept in the archive. */
export interface KeptFile {
  /** Its name in the item’s folder. */
  name: string;
  /** Its document’s name in the template; absent: the zip of all files. */
  document?: string | undefined;
  /** Its length in bytes. */
  bytes: number;
  /** SHA-256 of its bytes, in hex. */
  sha256: string;
  /** Pages that were counted in it. */
  pages?: number | undefined;
  /** Width of its first page, in millimetres. */
  widthMm?: number | undefined;
  /** Height of its first page, in millimetres. */
  heightMm?: number | undefined;
}

/** Why an item waits, since when, and what can be done. */
export interface Attention {
  /** Why it waits. */
  reason: AttentionReason;
  /** What happened, what Printess said, and what a person can do, in plain words. */
  message: string;
  /** Since when the item waits, in ISO 8601. */
  since: string;
}

/** Why an item waits. `insufficient-funds`, `unauthorized` and `unreachable` go on by themselves once that is fixed; about the others a person decides. */
export type AttentionReason =
  | 'insufficient-funds'
  | 'unauthorized'
  | 'unreachable'
  | 'refused'
  | 'render-failed'
  | 'outcome-unknown'
  | 'job-unknown'
  | 'overdue'
  | 'preflight-failed'
  | 'delivery-failed';

/** What a person has decided about an item. */
export interface DecisionView {
  /** When it was decided, in ISO 8601. */
  at: string;
  /** What was decided. */
  action: ItemAction;
  /** Who has decided, where their client says so. */
  by?: string | undefined;
  /** Why, in their words. */
  reason?: string | undefined;
  /** Fields of the item that the decision has changed; `copies (gone)` where one is not there any more. */
  changed?: string[] | undefined;
}

/** The updates by which a person decides about an item. */
export type ItemAction = 'retryItem' | 'adoptJob' | 'approveItem' | 'abandonItem';

/** One order as shops and operators see it. */
export interface OrderView {
  /** The shop’s id of the order. */
  orderId: string;
  /** The shop whose order it is. */
  shop: string;
  /** How the order stands, derived from its items. */
  state: OrderState;
  /** The shop’s own JSON about the order. */
  reference?: unknown;
  /** The items, in the order of what was submitted. */
  items: ItemView[];
  /** When the order was started, in ISO 8601. */
  createdAt: string;
  /** When the view has last changed, in ISO 8601. */
  updatedAt: string;
  /** Where a person sees more. */
  links: {
    /** The order in the Temporal Web UI, where its address is set. */
    webUi?: string | undefined;
  };
}

/** Has an item ordered again, as its next generation: paid again. */
export interface RetryItem {
  /** The item; where it is absent the one that can be retried now. */
  itemId?: string | undefined;
  /** A correction, merged into the item as a JSON Merge Patch (RFC 7396): null removes a field. */
  change?: { [name: string]: unknown } | undefined;
  /** The item, corrected: it replaces the one before; where it is absent the item is as it was. */
  item?: ProductionItem | undefined;
  /** The generation that the caller saw; another one is refused. */
  generation?: number | undefined;
  /** Order it again, and pay again, where it is rendered already: a retry would fetch its files once more, or is refused. */
  reprint?: boolean | undefined;
  /** Who decides, where their client knows it. */
  by?: string | undefined;
}

/** Has an item follow a job that Printess has already. */
export interface AdoptJob {
  /** The item that is decided about. */
  itemId: string;
  /** The job that the item is to follow, as Printess has named it. */
  jobId: string;
  /** Who decides, where their client knows it. */
  by?: string | undefined;
}

/** Takes an item’s files as they are. */
export interface ApproveItem {
  /** The item that is decided about. */
  itemId: string;
  /** Why, for those who read the order later. */
  reason: string;
  /** Who decides, where their client knows it. */
  by?: string | undefined;
}

/** Gives an item up. */
export interface AbandonItem {
  /** The item that is decided about. */
  itemId: string;
  /** Why, for those who read the order later. */
  reason: string;
  /** Who decides, where their client knows it. */
  by?: string | undefined;
}

/** Asks Printess now about open jobs. */
export interface CheckNow {
  /** The item to ask about; all open ones where it is absent. */
  itemId?: string | undefined;
}

/** A paid order of a shop. */
export interface ProductionOrderInput {
  /** The shop’s id of the order; one id is one production, however often it is sent. */
  orderId: string;
  /** The shop whose Printess account pays; `default` where there is one. */
  shop?: string | undefined;
  /** What is to be rendered, 1 to 500 items. */
  items: ProductionItem[];
  /** 1 is the most urgent, 5 the least; 3 where it is absent. */
  priority?: number | undefined;
  /** The order in the shop’s own administration, shown to operators; https only. */
  orderUrl?: string | undefined;
  /** The shop’s own JSON about the order, given back in views, events and the manifest. */
  reference?: unknown;
  /** How long the order waits for what, and what becomes of its files. */
  policy?: Policy | undefined;
}
