// Scripts without types. Load them in this order; they define the globals Bridge, System and Kusto.
declare module '@kusto/language-service-next/bridge.min.js'
declare module '@kusto/language-service-next/Kusto.Language.Bridge.min.js'
