/** A real Lua interpreter, as bare as the one in which Argo CD runs a health check. */

/** The part of Lua's C interface, as fengari offers it, that is needed here. It comes without types. */
interface Lua {
  readonly lua: {
    readonly LUA_OK: number;
    lua_pcall(state: unknown, args: number, results: number, handler: number): number;
    lua_pop(state: unknown, count: number): void;
    lua_createtable(state: unknown, items: number, fields: number): void;
    lua_pushboolean(state: unknown, value: boolean): void;
    lua_pushnumber(state: unknown, value: number): void;
    lua_pushstring(state: unknown, value: Uint8Array): void;
    lua_rawset(state: unknown, index: number): void;
    lua_setglobal(state: unknown, name: Uint8Array): void;
    lua_getfield(state: unknown, index: number, name: Uint8Array): number;
    lua_tojsstring(state: unknown, index: number): string;
  };
  readonly lauxlib: {
    luaL_newstate(): unknown;
    luaL_loadstring(state: unknown, text: Uint8Array): number;
    luaL_requiref(state: unknown, name: Uint8Array, open: unknown, isGlobal: number): void;
  };
  readonly lualib: { readonly luaopen_base: unknown; readonly luaopen_table: unknown };
  to_luastring(text: string): Uint8Array;
}

// eslint-disable-next-line @typescript-eslint/no-require-imports -- it has no types
const { lua, lauxlib, lualib, to_luastring: text } = require('fengari') as Lua;

/** What a health check says of an object. It may use Lua's basic functions and `table`, as in Argo CD, and no more. */
export function healthOf(check: string, object: unknown): { status: string; message: string } {
  const state = lauxlib.luaL_newstate();
  lauxlib.luaL_requiref(state, text('_G'), lualib.luaopen_base, 1);
  lauxlib.luaL_requiref(state, text('table'), lualib.luaopen_table, 1);
  push(state, object);
  lua.lua_setglobal(state, text('obj'));
  const loaded = lauxlib.luaL_loadstring(state, text(check));
  if (loaded !== lua.LUA_OK || lua.lua_pcall(state, 0, 1, 0) !== lua.LUA_OK) {
    throw new Error(lua.lua_tojsstring(state, -1));
  }
  const field = (name: string) => {
    lua.lua_getfield(state, -1, text(name));
    const value = lua.lua_tojsstring(state, -1);
    lua.lua_pop(state, 1);
    return value;
  };
  return { status: field('status'), message: field('message') };
}

/** Every number is a float and every list a table from 1, as in Argo CD. */
function push(state: unknown, value: unknown): void {
  if (typeof value === 'string') return lua.lua_pushstring(state, text(value));
  if (typeof value === 'number') return lua.lua_pushnumber(state, value);
  if (typeof value === 'boolean') return lua.lua_pushboolean(state, value);
  if (typeof value !== 'object' || value === null) throw new Error(`${String(value)} has no place in a manifest`);
  lua.lua_createtable(state, 0, 0);
  const entries = Array.isArray(value) ? value.map((item, index) => [index + 1, item]) : Object.entries(value);
  for (const [key, inner] of entries) {
    push(state, key);
    push(state, inner);
    lua.lua_rawset(state, -3);
  }
}
