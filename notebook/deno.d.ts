/** The part of Deno's kernel that the notebook speaks to (https://docs.deno.com/api/deno/~/Deno.jupyter). */
declare namespace Deno {
  namespace jupyter {
    function broadcast(
      type: 'display_data' | 'update_display_data',
      content: {
        /** The same thing in several formats, by their MIME types; the viewer takes the one that it likes best. */
        data: Record<string, string>
        metadata: Record<string, unknown>
        transient?: { display_id: string }
      },
    ): Promise<void>
  }
}
