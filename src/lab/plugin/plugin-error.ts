/** A plug-in cannot be used; the message names its file, the line if there is one, and why. */
export class PluginError extends Error {
  override readonly name = 'PluginError'
}
