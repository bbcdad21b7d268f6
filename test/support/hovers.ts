import ts from 'typescript';

/**
 * What an editor shows, as TypeScript's own language service tells it, where the mouse rests on the last name of each of
 * these expressions; `head` is what the file says before them.
 */
export function hovers(file: string, head: string, expressions: readonly string[]): string[] {
  const text = [head, ...expressions.map((expression) => `${expression};`)].join('\n');
  const { config } = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, process.cwd());
  const host: ts.LanguageServiceHost = {
    getCompilationSettings: () => ({ ...options, types: [] }),
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (path) => {
      const content = path === file ? text : ts.sys.readFile(path);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getCurrentDirectory: () => process.cwd(),
    getDefaultLibFileName: (of) => ts.getDefaultLibFilePath(of),
    fileExists: (path) => ts.sys.fileExists(path),
    readFile: (path) => ts.sys.readFile(path),
    directoryExists: (path) => ts.sys.directoryExists(path),
  };
  const service = ts.createLanguageService(host);
  let at = head.length + 1;
  return expressions.map((expression) => {
    const end = at + expression.length;
    at = end + 2;
    return ts.displayPartsToString(service.getQuickInfoAtPosition(file, end - 1)?.documentation);
  });
}
