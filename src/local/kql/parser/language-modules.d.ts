// Scripts without types of their own: they define the globals Bridge, System and Kusto when they
// are loaded, in this order.
declare module '@kusto/language-service-next/bridge.min.js'
declare module '@kusto/language-service-next/Kusto.Language.Bridge.min.js'
