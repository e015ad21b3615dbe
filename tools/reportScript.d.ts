export function bundleReportScript(): Promise<string>
